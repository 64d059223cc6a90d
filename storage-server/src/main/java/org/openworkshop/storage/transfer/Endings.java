/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.callback.FirstAttempt;
import org.openworkshop.storage.callback.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an attempt, well or badly: the record with the completion Manager is owed becomes durable first, then the watchers
 * hear it, then Manager. Thread-safe.
 */
final class Endings {
    private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

    private final Outbox outbox;
    private final TransferListener listener;

    Endings(Outbox outbox, TransferListener listener) {
        this.outbox = outbox;
        this.listener = listener;
    }

    /**
     * Ends a claimed job with its result.
     *
     * @return what Manager is owed now; to be {@link #tell told} when the job is released
     * @throws IOException when the record cannot be written; then the job has not ended
     */
    Completion packed(Job job, TransferOrder order, TransferOrder.Received received, Packing.Result result)
            throws IOException {
        Map<String, @Nullable Object> claims = claims(order, "success", received);
        result.unpackedBytes().ifPresent(bytes -> claims.put("unpacked_bytes", bytes));
        claims.put("packed_format", result.format());
        claims.put("packed_bytes", result.bytes());
        claims.put("sha256", result.sha256());
        Completion completion = completion(job, claims);
        job.end(Stage.PACKED, record -> withResult(job, record, result).owing(stored(completion)));
        clear(job, result.file());
        job.topic().complete();
        listener.packed(order.kind(), received.bytes(), result.bytes());
        LOG.info(
                "Job is packed job={} received_bytes={} packed_bytes={} format={}",
                job.id(),
                received.bytes(),
                result.bytes(),
                result.format());
        return completion;
    }

    /** Writes a result into a record. */
    static JobRecord withResult(Job job, JobRecord record, Packing.Result result) {
        JobRecord packed = record.with(RecordKey.PACKED_PATH, job.workspace().relative(result.file()))
                .with(RecordKey.PACKED_BYTES, result.bytes())
                .with(RecordKey.PACKED_FORMAT, result.format())
                .with(RecordKey.SHA256, result.sha256());
        return result.unpackedBytes().isPresent()
                ? packed.with(RecordKey.UNPACKED_BYTES, result.unpackedBytes().getAsLong())
                : packed;
    }

    /**
     * Ends a claimed job with its failure and deletes what it received. A disk that cannot even take the record is logged;
     * the watchers and Manager hear of the failure all the same.
     *
     * @return what Manager is owed now; to be {@link #tell told} when the job is released
     */
    Completion failed(Job job, TransferOrder order, TransferOrder.Received received, TransferException failure) {
        Map<String, @Nullable Object> claims = claims(order, "error", received);
        claims.put("reason", failure.reasonText());
        Completion completion = completion(job, claims);
        clear(job, null);
        record(
                job,
                () -> job.end(
                        Stage.ERROR,
                        record -> record.with(RecordKey.ERROR, failure.getMessage())
                                .with(RecordKey.ERROR_REASON, failure.reasonText())
                                .with(RecordKey.PACKED_PATH, null)
                                .owing(stored(completion))));
        job.topic().error(failure.messageText());
        announce(job, order, failure);
        return completion;
    }

    /**
     * Refuses an attempt before it began: what the job has, an earlier result above all, stays as it is.
     *
     * @return what Manager is owed now; to be {@link #tell told} when the job is released
     */
    Completion refused(Job job, TransferOrder order, TransferOrder.Received received, TransferException failure) {
        if (job.record().stage() != Stage.PACKED) {
            return failed(job, order, received, failure);
        }
        Map<String, @Nullable Object> claims = claims(order, "error", received);
        claims.put("reason", failure.reasonText());
        Completion completion = completion(job, claims);
        record(job, () -> job.update(record -> record.owing(stored(completion))));
        job.topic().error(failure.messageText());
        job.topic().restore(Stage.PACKED, received.bytes(), received.total());
        announce(job, order, failure);
        return completion;
    }

    /**
     * Tells Manager. The job must not be claimed by the caller any more, because Manager moves the result while it answers.
     *
     * @return completes when the first attempt has ended, well or badly; never fails
     */
    CompletableFuture<FirstAttempt> tell(Completion completion) {
        return outbox.enqueue(completion);
    }

    private interface RecordChange {
        void run() throws IOException;
    }

    private static void record(Job job, RecordChange change) {
        try {
            job.workspace().create();
            change.run();
        } catch (IOException e) {
            LOG.error("Failure cannot be recorded job={}", job.id(), e);
        }
    }

    /** What stays behind is swept with the job. */
    static void clear(Job job, @Nullable Path kept) {
        try {
            job.workspace().clearExcept(kept);
        } catch (IOException e) {
            LOG.warn("Workspace cannot be cleared, it goes with the job job={}", job.id(), e);
        }
    }

    private void announce(Job job, TransferOrder order, TransferException failure) {
        listener.failed(order.kind(), failure.reasonText());
        log(job, failure);
    }

    private static void log(Job job, TransferException failure) {
        boolean ours = switch (failure.reason()) {
            case EXCEPTION, DOWNLOAD_EXCEPTION -> true;
            default -> false;
        };
        if (ours) {
            LOG.error("Job failed job={} reason={}", job.id(), failure.reasonText(), failure);
        } else {
            LOG.info("Job failed job={} reason={} detail={}", job.id(), failure.reasonText(), failure.getMessage());
        }
    }

    private static Map<String, @Nullable Object> claims(
            TransferOrder order, String status, TransferOrder.Received received) {
        Map<String, @Nullable Object> claims = new LinkedHashMap<>(order.claims());
        claims.put("job_id", order.jobId().value());
        claims.put("update_only", order.updateOnly());
        claims.put("status", status);
        claims.put("bytes", received.bytes());
        @Nullable Long total = received.total();
        if (total != null) {
            claims.put("total", total);
        }
        return claims;
    }

    private static Completion completion(Job job, Map<String, @Nullable Object> claims) {
        return new Completion(
                job.id().value(),
                claims,
                job.clock().instant(),
                UUID.randomUUID().toString());
    }

    private static Map<String, Object> stored(Completion completion) {
        return Map.of(
                "claims",
                completion.claims(),
                "completed_at",
                completion.completedAt().getEpochSecond(),
                JobRecord.IDEMPOTENCY_KEY,
                completion.idempotencyKey());
    }
}
