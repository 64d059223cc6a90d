/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One job in memory. One operation works on it at a time: it {@link #tryClaim() claims} the job, changes its record and
 * {@link #release() releases} it. Only the claimant changes the record; anyone may read it.
 */
final class Job {
    private final JobId id;
    private final Workspace workspace;
    private final JobTopic topic;
    private final Clock clock;
    private final Semaphore claim = new Semaphore(1, true);
    private volatile JobRecord record;
    private volatile Instant lastActivity;

    Job(Workspace workspace, JobTopic topic, JobRecord record, Instant lastActivity, Clock clock) {
        this.id = workspace.id();
        this.workspace = workspace;
        this.topic = topic;
        this.record = record;
        this.clock = clock;
        this.lastActivity = lastActivity;
    }

    JobId id() {
        return id;
    }

    Workspace workspace() {
        return workspace;
    }

    JobTopic topic() {
        return topic;
    }

    JobRecord record() {
        return record;
    }

    Clock clock() {
        return clock;
    }

    boolean tryClaim() {
        return claim.tryAcquire();
    }

    boolean tryClaim(Duration wait) throws InterruptedException {
        return claim.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    void release() {
        lastActivity = clock.instant();
        claim.release();
    }

    Instant lastActivity() {
        return lastActivity;
    }

    /** Seconds since 1970, as records count time. */
    long now() {
        return clock.instant().getEpochSecond();
    }

    /**
     * Forgets earlier attempts: a new record, nothing else in the workspace.
     *
     * @param total the bytes expected, null when not known
     */
    synchronized void restart(JobRecord first, @Nullable Long total) throws IOException {
        workspace.create();
        save(first.withDebtsOf(record));
        workspace.clearExcept(null);
        topic.restore(Stage.PENDING, 0, total);
    }

    /** Changes the record durably. */
    synchronized void update(UnaryOperator<JobRecord> change) throws IOException {
        save(change.apply(record));
    }

    /** Enters a stage: durable first, then told to the watchers. */
    synchronized void enter(Stage next, UnaryOperator<JobRecord> change) throws IOException {
        requireTransition(next);
        save(change.apply(record).with(next));
        topic.stage(next);
    }

    /** Enters a stage that only watchers need to hear of; the record follows with the next durable change. */
    synchronized void enter(Stage next) {
        requireTransition(next);
        record = record.with(next);
        topic.stage(next);
    }

    /** Ends the attempt in a final stage: durable only; the caller tells the watchers. */
    synchronized void end(Stage last, UnaryOperator<JobRecord> change) throws IOException {
        requireTransition(last);
        save(change.apply(record).with(last));
    }

    /** Notes that Manager has accepted a completion, or never will. Needs no claim. */
    synchronized void settle(String idempotencyKey) throws IOException {
        if (record.owes()) {
            save(record.settled(idempotencyKey));
        }
    }

    private void requireTransition(Stage next) {
        Stage present = record.stage();
        if (!present.mayBecome(next)) {
            throw new IllegalStateException("a job may not go from " + present + " to " + next);
        }
    }

    private void save(JobRecord next) throws IOException {
        workspace.writeRecord(next);
        record = next;
    }
}
