/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.StoredCompletion;

/**
 * One job in memory. One operation works on it at a time: it {@link #tryClaim() claims} the job, changes its record and
 * {@link #release() releases} it. Only the claimant changes the record, except for what is owed to Manager and an operator's wish to
 * end the attempt; anyone may read it. The job's lock, held for single changes, comes before the topic's.
 */
final class Job {
    private final JobId id;
    private final Workspace workspace;
    private final JobTopic topic;
    private final Clock clock;
    private final Semaphore claim = new Semaphore(1, true);
    private final Cancellation cancellation = new Cancellation(new RecordedWish());
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

    /** How the present attempt is ended from outside. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** Why its attempt fails when it is cancelled. */
    FailureReason interruption() {
        return record.has(RecordKey.DOWNLOAD_URL) ? FailureReason.DOWNLOAD_INTERRUPTED : FailureReason.INTERRUPTED;
    }

    boolean tryClaim() {
        return claim.tryAcquire();
    }

    boolean tryClaim(Duration wait) throws InterruptedException {
        return claim.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    void release() {
        if (claim.availablePermits() > 0) {
            throw new IllegalStateException("job " + id + " is not claimed");
        }
        cancellation.close();
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
     * @param first the new attempt's stage
     * @param total the bytes expected, null when not known
     */
    synchronized void restart(JobRecord attempt, Stage first, @Nullable Long total) throws IOException {
        workspace.create();
        save(attempt.with(first).withDebtsOf(record));
        workspace.clearExcept();
        topic.restore(Stage.PENDING, 0, total);
        if (first != Stage.PENDING) {
            topic.stage(first);
        }
    }

    /**
     * Goes on after a restart of the server from an earlier stage than the record's. Not recorded: the record that is there
     * leads to the same stage again.
     */
    synchronized void resume(Stage stage) {
        record = record.with(stage);
        topic.restore(stage, record.number(RecordKey.DOWNLOADED_BYTES).orElse(0), record.value(RecordKey.TOTAL_BYTES));
    }

    /** Changes the record durably. */
    synchronized void update(UnaryOperator<JobRecord> change) throws IOException {
        save(change.apply(record));
    }

    /** Enters a stage and changes the record with it: durable first, then told to the watchers. */
    synchronized void enter(Stage next, UnaryOperator<JobRecord> change) throws IOException {
        requireTransition(next);
        save(change.apply(record).with(next));
        topic.stage(next);
    }

    /** Counts one more start of the server that packs the source anew; recorded with the next change. */
    synchronized long countPackStart() {
        long starts = record.number(RecordKey.PACK_STARTS).orElse(0) + 1;
        record = record.with(RecordKey.PACK_STARTS, starts);
        return starts;
    }

    /** Enters a stage: durable first, then told to the watchers. */
    void enter(Stage next) throws IOException {
        enter(next, record -> record);
    }

    /** Ends the attempt in a final stage: durable only; the caller tells the watchers. */
    synchronized void end(Stage last, UnaryOperator<JobRecord> change) throws IOException {
        requireTransition(last);
        save(change.apply(record).with(last).with(RecordKey.CANCEL_REQUESTED_AT, null));
    }

    /** The operator's wish in the record; goes when the attempt ends. */
    private final class RecordedWish implements Cancellation.Notes {
        @Override
        public boolean isRequested() {
            return record.has(RecordKey.CANCEL_REQUESTED_AT);
        }

        @Override
        public void request() throws IOException {
            synchronized (Job.this) {
                // Otherwise it is an earlier attempt that the record tells of, or none.
                if (record.isUnderWay() && !isRequested()) {
                    save(record.with(RecordKey.CANCEL_REQUESTED_AT, now()));
                }
            }
        }
    }

    /**
     * Notes that a completion is owed no more. Needs no claim.
     *
     * @param first done before that, with nothing between the two
     */
    synchronized void settle(String idempotencyKey, Step first) throws IOException {
        first.run();
        if (record.owes(id, idempotencyKey)) {
            save(record.settled(id, idempotencyKey));
        }
    }

    /** Something that is done with the job's record in hand. */
    interface Step {
        void run() throws IOException;
    }

    /** Notes an attempt to deliver a completion that is still owed. Needs no claim. */
    synchronized void attempted(StoredCompletion completion) throws IOException {
        if (record.owes(id, completion.idempotencyKey())) {
            save(record.withAttempt(id, completion));
        }
    }

    /** Gives what the job owes into other hands, and forgets it here; the record on disk is about to go. */
    synchronized void handOver(Debtor next) throws IOException {
        List<StoredCompletion> owed = record.owed(id);
        if (!owed.isEmpty()) {
            next.takeOver(owed);
            record = record.with(RecordKey.CALLBACKS, null);
        }
    }

    /** Who owes from now on. */
    interface Debtor {
        void takeOver(List<StoredCompletion> owed) throws IOException;
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
