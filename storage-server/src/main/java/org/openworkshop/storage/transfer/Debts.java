/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.callback.CompletionFiles;
import org.openworkshop.storage.callback.Outbox;
import org.openworkshop.storage.callback.OutboxListener;
import org.openworkshop.storage.callback.StoredCompletion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is stored about completions true: a completion stands in its job's record while that is there, else in a file of its
 * own, from before its first attempt until Manager has it. One that was given up stands in a file until it is forgotten. A failed
 * job's workspace goes when nothing of it is owed any more. Thread-safe.
 */
final class Debts implements OutboxListener {
    private static final Logger LOG = LoggerFactory.getLogger(Debts.class);

    private final JobRegistry registry;
    private final CompletionFiles files;
    private final LateRecords lateRecords;
    private final Clock clock;

    Debts(JobRegistry registry, CompletionFiles files, LateRecords lateRecords, Clock clock) {
        this.registry = registry;
        this.files = files;
        this.lateRecords = lateRecords;
        this.clock = clock;
    }

    /** How many completions were given up and are still kept. */
    long givenUp() {
        return files.counts().givenUp();
    }

    /** Owes again what a record says, oldest first; what is owed already is not owed twice. */
    void resume(JobId id, JobRecord record, Outbox outbox) {
        resume(record.owed(id), outbox);
    }

    /** Owes again what jobs without a workspace owe. It is older than what a new job of the same name owes. */
    void resumeOfMovedJobs(Outbox outbox) throws IOException {
        resume(files.all().stream().filter(stored -> !stored.isGivenUp()).toList(), outbox);
    }

    private void resume(List<StoredCompletion> owed, Outbox outbox) {
        Instant now = clock.instant();
        for (StoredCompletion stored : owed) {
            Instant next = stored.nextAttemptAt();
            var unused = outbox.resume(stored.completion(), stored.attempts(), next == null ? now : next);
        }
    }

    /** Drops from a claimed job's record what cannot be read, since nobody could ever settle it. */
    void dropUnreadable(Job job) throws IOException {
        if (job.record().owes() && job.record().owed(job.id()).isEmpty()) {
            LOG.error("What the record owes Manager cannot be read and is dropped job={}", job.id());
            job.update(record -> record.with(RecordKey.CALLBACKS, null));
        }
    }

    /** Sends what a job owes at once, and what was given up once more. */
    void retry(String jobId, Outbox outbox) {
        try {
            for (StoredCompletion stored : files.find(jobId)) {
                if (!stored.isGivenUp() || files.replace(stored.owedNow())) {
                    resume(List.of(stored.owedNow()), outbox);
                }
            }
            Optional<JobId> id = JobId.find(jobId);
            Optional<Job> job = id.isPresent() ? registry.find(id.get()) : Optional.empty();
            job.ifPresent(known -> resume(known.id(), known.record(), outbox));
        } catch (IOException e) {
            LOG.error("What is stored cannot be sent again job={}", jobId, e);
        }
        LOG.info("Completions are sent again on request job={} owed={}", jobId, outbox.hurry(jobId));
    }

    /**
     * All that Manager does not have, owed or given up, oldest first.
     *
     * @throws IOException when the files of what outlived its job cannot be read
     */
    List<StoredCompletion> all() throws IOException {
        Map<String, StoredCompletion> byKey = new LinkedHashMap<>();
        // Records first: what leaves a record stands in its file before.
        for (Job job : registry.all()) {
            if (job.record().owes()) {
                job.record().owed(job.id()).forEach(owed -> byKey.put(owed.idempotencyKey(), owed));
            }
        }
        files.all().forEach(stored -> byKey.put(stored.idempotencyKey(), stored));
        return byKey.values().stream()
                .sorted(Comparator.comparing(stored -> stored.completion().completedAt()))
                .toList();
    }

    /** Takes over what a claimed job owes, before its record goes. */
    void takeOver(Job job) throws IOException {
        job.handOver(owed -> files.add(job.id().value(), owed));
    }

    /** Whether a job without a workspace owes Manager a completion. */
    boolean isOwed(String jobId) throws IOException {
        return JobId.find(jobId).isPresent() && files.find(jobId).stream().anyMatch(stored -> !stored.isGivenUp());
    }

    /** Deletes a claimed job's workspace when it failed and nothing is owed. */
    void removeIfSettled(Job job) throws IOException {
        if (job.record().stage() == Stage.ERROR && !job.record().owes()) {
            job.workspace().delete();
        }
    }

    /** Forgets what was given up before a moment. */
    void forgetGivenUpBefore(Instant moment) throws IOException {
        files.forgetGivenUpBefore(moment);
    }

    @Override
    public void delivered(Completion completion, int attempts) {
        settle(completion, null);
    }

    @Override
    public void givenUp(Completion completion, int attempts, String reason) {
        settle(completion, StoredCompletion.owed(completion).givenUp(attempts, reason, clock.instant()));
    }

    @Override
    public void retrying(Completion completion, int attempts, Instant nextAttemptAt, String reason) {
        StoredCompletion now = StoredCompletion.owed(completion).retrying(attempts, nextAttemptAt, reason);
        try {
            Optional<Job> job = job(completion);
            if (job.isPresent()) {
                job.get().attempted(now);
            }
            boolean kept = files.replace(now);
            LOG.debug("Attempt is recorded job={} outlived_job={}", completion.jobId(), kept);
        } catch (IOException e) {
            LOG.warn(
                    "An attempt to tell Manager cannot be recorded job={} reason={}", completion.jobId(), e.toString());
        }
    }

    private void settle(Completion completion, @Nullable StoredCompletion kept) {
        LateRecords.Write write = () -> record(completion, kept);
        try {
            write.run();
        } catch (IOException e) {
            LOG.warn(
                    "Manager was told or given up, that is recorded later job={} reason={}",
                    completion.jobId(),
                    e.toString());
            lateRecords.add(completion.jobId(), write, () -> {});
        }
    }

    /** What is given up stands in its file before it leaves the record, and nothing takes it over between the two. */
    private void record(Completion completion, @Nullable StoredCompletion kept) throws IOException {
        Job.Step keep = () -> {
            if (kept != null) {
                files.add(completion.jobId(), List.of(kept));
            }
        };
        Optional<Job> job = job(completion);
        if (job.isPresent()) {
            job.get().settle(completion.idempotencyKey(), keep);
        } else {
            keep.run();
        }
        if (kept == null) {
            boolean outlived = files.remove(completion.jobId(), completion.idempotencyKey());
            LOG.debug("Manager has a completion job={} outlived_job={}", completion.jobId(), outlived);
        }
        if (job.isPresent() && job.get().tryClaim()) {
            try {
                removeIfSettled(job.get());
            } finally {
                job.get().release();
            }
        }
    }

    private Optional<Job> job(Completion completion) throws IOException {
        Optional<JobId> id = JobId.find(completion.jobId());
        return id.isPresent() ? registry.find(id.get()) : Optional.empty();
    }
}
