/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.callback.FirstAttempt;
import org.openworkshop.storage.callback.Outbox;
import org.openworkshop.storage.callback.StoredCompletion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends attempts, well or badly: the record with the completion Manager is owed becomes durable first, then the watchers hear it,
 * then the job's claim is released, then Manager is told, since Manager moves the result while it answers. Thread-safe.
 */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    private final Outbox outbox;
    private final TransferListener listener;
    private final LateRecords lateRecords;
    private final JobList jobs;
    private final JobTracing tracing;

    Endings(Outbox outbox, TransferListener listener, LateRecords lateRecords, JobList jobs, JobTracing tracing) {
        this.outbox = outbox;
        this.listener = listener;
        this.lateRecords = lateRecords;
        this.jobs = jobs;
        this.tracing = tracing;
    }

    /**
     * Ends an attempt with its result.
     *
     * @return completes when Manager was told, or could not be; never fails
     * @throws IOException when the record cannot be written; then the attempt has not ended, and the claim is still the caller's
     */
    CompletableFuture<FirstAttempt> packed(Attempt attempt, Packing.Result result) throws IOException {
        Job job = attempt.job();
        Map<String, @Nullable Object> claims = claims(attempt, "success");
        result.unpackedBytes().ifPresent(bytes -> claims.put("unpacked_bytes", bytes));
        claims.put("packed_format", result.format());
        claims.put("packed_bytes", result.bytes());
        claims.put("sha256", result.sha256());
        Completion completion = completion(job, claims, attemptId(job), job.record());
        job.end(Stage.PACKED, record -> withResult(job, record, result).owing(StoredCompletion.owed(completion)));
        // The attempt has ended: nothing that goes wrong from here on may end it again.
        try {
            clear(job, result.file());
            job.topic().complete();
            tracing.ended(job.id(), job.record(), null);
            jobs.add(EndedJob.packed(attempt, result.bytes()));
            listener.packed(attempt.order().kind());
            LOG.info(
                    "Job is packed job={} received_bytes={} packed_bytes={} format={}",
                    job.id(),
                    attempt.received().bytes(),
                    result.bytes(),
                    result.format());
        } catch (RuntimeException e) {
            LOG.error("Job is packed, but not all heard of it job={}", job.id(), e);
        }
        job.release();
        return outbox.enqueue(completion);
    }

    /** Writes a result into a record. */
    static JobRecord withResult(Job job, JobRecord record, Packing.Result result) {
        JobRecord packed = record.with(RecordKey.PACKED_PATH, job.workspace().relative(result.file()))
                .with(RecordKey.PACKED_BYTES, result.bytes())
                .with(RecordKey.PACKED_FORMAT, result.format())
                .with(RecordKey.SHA256, result.sha256())
                .with(RecordKey.RESUME, null)
                .with(RecordKey.PACK_STARTS, null);
        return result.unpackedBytes().isPresent()
                ? packed.with(RecordKey.UNPACKED_BYTES, result.unpackedBytes().getAsLong())
                : packed;
    }

    /**
     * Ends an attempt with its failure and deletes what it received. When the disk cannot even take the record, the watchers hear
     * of the failure at once; Manager does, and the claim is released, when the record could be written after all.
     *
     * @return completes when Manager was told, or could not be; never fails
     */
    CompletableFuture<FirstAttempt> failed(Attempt attempt, TransferException failure) {
        Job job = attempt.job();
        job.cancellation().close();
        Map<String, @Nullable Object> claims = claims(attempt, "error");
        claims.put("reason", failure.reasonText());
        claims.put("detail", failure.detail());
        Completion completion = completion(job, claims, attemptId(job), job.record());
        LateRecords.Write write = () -> {
            job.workspace().create();
            job.end(
                    Stage.ERROR,
                    record -> record.with(RecordKey.ERROR, failure.detail())
                            .with(RecordKey.ERROR_REASON, failure.reasonText())
                            .with(RecordKey.PACKED_PATH, null)
                            .with(RecordKey.RESUME, null)
                            .owing(StoredCompletion.owed(completion)));
        };
        return recorded(attempt, completion, failure, write);
    }

    private CompletableFuture<FirstAttempt> recorded(
            Attempt attempt, Completion completion, TransferException failure, LateRecords.Write write) {
        Job job = attempt.job();
        boolean written = tryWrite(job, write);
        clear(job);
        // What the job received may have been what filled the disk.
        written = written || tryWrite(job, write);
        job.topic().error(failure.messageText(), failure.detail());
        announce(attempt, job.record(), failure);
        if (written) {
            job.release();
            return outbox.enqueue(completion);
        }
        return later(job, completion, write);
    }

    private static boolean tryWrite(Job job, LateRecords.Write write) {
        try {
            write.run();
            return true;
        } catch (IOException e) {
            LOG.warn("Failure cannot be recorded now job={} reason={}", job.id(), e.toString());
            return false;
        }
    }

    /**
     * Refuses an attempt before it began: what the job has, an earlier result above all, stays as it is.
     *
     * @param first what would have been its first record
     * @return completes when Manager was told, or could not be; never fails
     */
    CompletableFuture<FirstAttempt> refused(Attempt attempt, JobRecord first, TransferException failure) {
        Job job = attempt.job();
        job.cancellation().close();
        JobRecord before = job.record();
        Map<String, @Nullable Object> claims = claims(attempt, "error");
        claims.put("reason", failure.reasonText());
        claims.put("detail", failure.detail());
        // The recorded attempt, if there was one, has had its own ending.
        Completion completion = completion(job, claims, UUID.randomUUID().toString(), first);
        boolean kept = before.stage() == Stage.PACKED;
        // Told without a record, too, when the disk does not take one: no start goes on with an attempt that never
        // began.
        boolean written = tryWrite(job, () -> recordRefusal(job, kept, failure, completion));
        if (!kept) {
            clear(job);
        }
        if (!written) {
            removeIfUnrecorded(job);
        }
        job.topic().error(failure.messageText(), failure.detail());
        if (kept) {
            job.topic()
                    .restore(
                            Stage.PACKED,
                            before.number(RecordKey.DOWNLOADED_BYTES).orElse(0),
                            before.value(RecordKey.TOTAL_BYTES));
        }
        announce(attempt, first, failure);
        job.release();
        return outbox.enqueue(completion);
    }

    private static void recordRefusal(Job job, boolean kept, TransferException failure, Completion completion)
            throws IOException {
        if (kept) {
            job.update(record -> record.owing(StoredCompletion.owed(completion)));
            return;
        }
        job.workspace().create();
        job.end(
                Stage.ERROR,
                record -> record.with(RecordKey.ERROR, failure.detail())
                        .with(RecordKey.ERROR_REASON, failure.reasonText())
                        .owing(StoredCompletion.owed(completion)));
    }

    private static void removeIfUnrecorded(Job job) {
        try {
            if (job.workspace().readRecord().isEmpty()) {
                job.workspace().delete();
            }
        } catch (IOException e) {
            LOG.warn("Workspace stays until it is swept job={} reason={}", job.id(), e.toString());
        }
    }

    /** The claim is kept until then, so that what is written late is still true. */
    private CompletableFuture<FirstAttempt> later(Job job, Completion completion, LateRecords.Write write) {
        lateRecords.add(job.id().value(), write, () -> {
            job.release();
            var told = outbox.enqueue(completion);
            LOG.info("Failure is recorded late, Manager is being told job={} told={}", job.id(), told.isDone());
        });
        return CompletableFuture.completedFuture(FirstAttempt.OWED);
    }

    /** Deletes all but the record and the given files; what stays behind is swept with the job. */
    static void clear(Job job, @Nullable Path... kept) {
        try {
            job.workspace().clearExcept(kept);
        } catch (IOException e) {
            LOG.warn("Workspace cannot be cleared, it goes with the job job={}", job.id(), e);
        }
    }

    /** The attempt has ended: nothing that goes wrong here may keep its claim, or Manager from being told. */
    private void announce(Attempt attempt, JobRecord told, TransferException failure) {
        JobId id = attempt.job().id();
        try {
            tracing.ended(id, told, failure.reasonText());
            jobs.add(EndedJob.failed(attempt, told, failure));
            listener.failed(attempt.order().kind(), failure.reason());
        } catch (RuntimeException e) {
            LOG.error("Job failed, but not all heard of it job={}", id, e);
        }
        boolean ours = switch (failure.reason()) {
            case EXCEPTION, DOWNLOAD_EXCEPTION -> true;
            default -> false;
        };
        if (ours) {
            LOG.error("Job failed job={} reason={}", id, failure.reasonText(), failure);
        } else {
            LOG.info("Job failed job={} reason={} detail={}", id, failure.reasonText(), failure.detail());
        }
    }

    private static Map<String, @Nullable Object> claims(Attempt attempt, String status) {
        TransferOrder order = attempt.order();
        Map<String, @Nullable Object> claims = new LinkedHashMap<>(order.claims());
        claims.put("job_id", order.jobId().value());
        claims.put("update_only", order.updateOnly());
        claims.put("status", status);
        claims.put("bytes", attempt.received().bytes());
        @Nullable Long total = attempt.received().total();
        if (total != null) {
            claims.put("total", total);
        }
        return claims;
    }

    /**
     * An attempt has one completion, and that goes by the attempt's name: so it has the same one even when a crash makes the same
     * attempt end twice.
     */
    private static String attemptId(Job job) {
        JobRecord record = job.record();
        String known = record.text(RecordKey.ATTEMPT_ID);
        if (known != null && Completion.isIdempotencyKey(known)) {
            return known;
        }
        String name = job.id() + " " + record.number(RecordKey.CREATED_AT).orElse(0);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static Completion completion(Job job, Map<String, @Nullable Object> claims, String key, JobRecord record) {
        return new Completion(job.id().value(), claims, job.clock().instant(), key, JobTrace.placeOf(record));
    }
}
