/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.FirstAttempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step of every attempt: packs the source, and ends the attempt as that ends. Thread-safe. */
final class PackStep {
    private static final Logger LOG = LoggerFactory.getLogger(PackStep.class);

    private final Packing packing;
    private final Endings endings;

    PackStep(Packing packing, Endings endings) {
        this.packing = packing;
        this.endings = endings;
    }

    /**
     * How an attempt ended.
     *
     * @param failure why it failed, null when it did not
     * @param told completes when Manager was told, or could not be; never fails
     */
    record Outcome(@Nullable TransferException failure, CompletableFuture<FirstAttempt> told) {}

    /**
     * An attempt that is being packed, or waits for that.
     *
     * @param begun completes when its turn has come
     * @param outcome completes when it has ended; fails with {@link StoppingException} when the server stops first: then the
     *     record tells the next start where to go on
     */
    record Running(CompletableFuture<Void> begun, CompletableFuture<Outcome> outcome) {}

    /** Whether nothing new should be taken in. */
    boolean isFull() {
        return packing.isFull();
    }

    /**
     * Lines an attempt up. The job's claim goes with it, and is released when the attempt has ended or is left for the next
     * start.
     *
     * @param sha256 the source's digest where it is known
     * @param early what packed the source while it came in, null when nothing did; closed here
     */
    Running begin(Attempt attempt, Path source, @Nullable String sha256, @Nullable EarlyPack early) {
        TransferOrder order = attempt.order();
        PackTask task =
                packing.task(attempt.job(), new Packing.Source(source, order.kind(), order.packLevel(), sha256, early));
        CompletableFuture<Outcome> outcome = task.result().handle((result, failure) -> {
            if (early != null) {
                early.close();
            }
            return end(attempt, result, failure);
        });
        packing.begin(task);
        return new Running(task.begun(), outcome);
    }

    private Outcome end(Attempt attempt, Packing.@Nullable Result result, @Nullable Throwable failure) {
        Job job = attempt.job();
        boolean stopping = failure instanceof StoppingException;
        if (!stopping && job.cancellation().close()) {
            return fail(attempt, Cancellation.failure(job.interruption()));
        }
        if (result == null) {
            return fail(attempt, failure);
        }
        try {
            return new Outcome(null, endings.packed(attempt, result));
        } catch (IOException e) {
            return fail(attempt, e);
        }
    }

    private Outcome fail(Attempt attempt, @Nullable Throwable failure) {
        if (failure instanceof StoppingException stopping) {
            LOG.info("Job is left for the next start job={}", attempt.job().id());
            attempt.job().release();
            throw new java.util.concurrent.CompletionException(stopping);
        }
        TransferException reason = failure instanceof TransferException known
                ? known
                : TransferException.ofFault(
                        fault(attempt),
                        "the result could not be made",
                        failure == null ? new IllegalStateException("no result") : failure);
        return new Outcome(reason, endings.failed(attempt, reason));
    }

    private static FailureReason fault(Attempt attempt) {
        return attempt.job().record().has(RecordKey.DOWNLOAD_URL)
                ? FailureReason.DOWNLOAD_EXCEPTION
                : FailureReason.EXCEPTION;
    }
}
