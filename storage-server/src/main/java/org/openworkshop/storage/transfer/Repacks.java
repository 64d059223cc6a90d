/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.ContentHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packs jobs again on Manager's request; when that fails the earlier result stays. Thread-safe. */
final class Repacks {
    private static final Logger LOG = LoggerFactory.getLogger(Repacks.class);
    private static final int HIGHEST_LEVEL = 9;

    private final Packing packing;
    private final LateRecords lateRecords;

    Repacks(Packing packing, LateRecords lateRecords) {
        this.packing = packing;
        this.lateRecords = lateRecords;
    }

    /**
     * Packs a claimed job's source again, or its result when the source is gone; blocks. The claim goes along, and is released
     * when the outcome is on record.
     *
     * @throws StoppingException when the server stops; the next start goes on with it
     */
    Results.Repacked repack(Job job, int level)
            throws ResultException, TransferException, StoppingException, IOException {
        Path source;
        try {
            source = requireSource(job);
            job.enter(Stage.UPLOADED, record -> settled(record).with(RecordKey.REPACK_LEVEL, level));
        } catch (ResultException | TransferException | IOException | RuntimeException e) {
            job.release();
            throw e;
        }
        try {
            return begin(job, source, level).join();
        } catch (CompletionException e) {
            @Nullable Throwable cause = e.getCause();
            if (cause instanceof StoppingException stopping) {
                throw stopping;
            }
            throw cause instanceof TransferException failure
                    ? failure
                    : TransferException.ofFault(
                            FailureReason.EXCEPTION, "the result could not be made", cause == null ? e : cause);
        }
    }

    /**
     * Goes on with a repack that was under way when the server stopped; nobody waits for it any more. The claim goes along.
     *
     * @return false when there is nothing to pack, and the claim is still the caller's
     */
    boolean resume(Job job) throws IOException {
        Optional<Path> source = source(job);
        if (source.isEmpty()) {
            return false;
        }
        if (replaced(job).isPresent()) {
            keep(job);
            return false;
        }
        JobRecord record = job.record();
        @Nullable
        Path result = job.workspace().find(record.text(RecordKey.PACKED_PATH)).orElse(null);
        job.workspace().clearExcept(source.get(), result);
        job.resume(Stage.UPLOADED);
        long level = record.number(RecordKey.REPACK_LEVEL).orElse(0);
        var unused = begin(job, source.get(), (int) Math.max(0, Math.min(HIGHEST_LEVEL, level)));
        return true;
    }

    private Path requireSource(Job job) throws ResultException, TransferException {
        Path source =
                source(job).orElseThrow(() -> new ResultException(ResultException.Reason.SOURCE_NOT_FOUND, job.id()));
        if (TransferOrder.Kind.IMAGE.wireName().equals(job.record().text(RecordKey.TRANSFER_KIND))) {
            throw new TransferException(FailureReason.UNSUPPORTED_FORMAT, "an image is not packed as zip");
        }
        if (job.record().stage() != Stage.PACKED) {
            throw new TransferException(FailureReason.REPACK_FAILED, "the job has no result to be packed again");
        }
        if (packing.isFull()) {
            throw new TransferException(FailureReason.BUSY, "too many jobs wait to be packed");
        }
        return source;
    }

    private static Optional<Path> source(Job job) {
        return job.workspace()
                .find(job.record().text(RecordKey.DOWNLOAD_PATH))
                .or(() -> job.workspace().find(job.record().text(RecordKey.PACKED_PATH)));
    }

    private CompletableFuture<Results.Repacked> begin(Job job, Path source, int level) {
        job.cancellation().open();
        PackTask task = packing.task(job, new Packing.Source(source, TransferOrder.Kind.ARCHIVE, level, null, null));
        CompletableFuture<Results.Repacked> outcome =
                task.result().handle((packed, failure) -> end(job, level, packed, failure));
        packing.begin(task);
        return outcome;
    }

    private Results.Repacked end(Job job, int level, Packing.@Nullable Result packed, @Nullable Throwable failure) {
        job.cancellation().close();
        if (failure instanceof StoppingException) {
            job.release();
            throw new CompletionException(failure);
        }
        if (packed == null) {
            if (failure instanceof TransferException known) {
                LOG.info(
                        "Job was not packed again, the earlier result stays job={} reason={} detail={}",
                        job.id(),
                        known.reasonText(),
                        known.detail());
            } else {
                LOG.error("Job was not packed again, the earlier result stays job={}", job.id(), failure);
            }
            var unused = record(job, () -> keep(job));
            throw new CompletionException(failure);
        }
        IOException late = record(job, () -> replaceEarlier(job, level, packed));
        if (late != null) {
            throw new CompletionException(late);
        }
        return new Results.Repacked(
                job.id(),
                packed.bytes(),
                job.workspace().relative(packed.file()),
                packed.unpackedBytes().orElse(0));
    }

    /**
     * Notes that a result is about to take the place of the earlier one, when that is so: should the end not be recorded, the file
     * tells which of the two it is.
     */
    static void willReplace(Job job, Packing.Result result) throws IOException {
        if (job.record().has(RecordKey.REPACK_LEVEL)) {
            job.update(record -> record.with(RecordKey.REPACKED_SHA256, result.sha256()));
        }
    }

    /** The result, when it is the new one already though the record is still about the earlier one. */
    private static Optional<Path> replaced(Job job) throws IOException {
        String expected = job.record().text(RecordKey.REPACKED_SHA256);
        Optional<Path> result = job.workspace().find(job.record().text(RecordKey.PACKED_PATH));
        return expected != null
                        && result.isPresent()
                        && ContentHash.of(result.get()).hex().equals(expected)
                ? result
                : Optional.empty();
    }

    /** Ends a repack with the result that is there: the earlier one as a rule. */
    private static void keep(Job job) throws IOException {
        Optional<Path> replaced = replaced(job);
        Long bytes = replaced.isPresent() ? Long.valueOf(Files.size(replaced.get())) : null;
        job.end(Stage.PACKED, record -> settled(bytes == null ? record : ofReplaced(record, bytes)));
        job.topic()
                .restore(
                        Stage.PACKED,
                        job.record().number(RecordKey.DOWNLOADED_BYTES).orElse(0),
                        job.record().value(RecordKey.TOTAL_BYTES));
    }

    private static JobRecord ofReplaced(JobRecord record, long bytes) {
        return record.with(RecordKey.PACKED_BYTES, bytes)
                .with(RecordKey.SHA256, record.text(RecordKey.REPACKED_SHA256))
                .with(RecordKey.PACK_LEVEL, record.value(RecordKey.REPACK_LEVEL));
    }

    /** Without what is only there while a repack is under way. An earlier version leaves what it does not know. */
    private static JobRecord settled(JobRecord record) {
        return record.with(RecordKey.REPACK_LEVEL, null)
                .with(RecordKey.REPACKED_SHA256, null)
                .with(RecordKey.CANCEL_REQUESTED_AT, null);
    }

    private static void replaceEarlier(Job job, int level, Packing.Result packed) throws IOException {
        job.end(
                Stage.PACKED,
                record -> settled(Endings.withResult(job, record, packed)).with(RecordKey.PACK_LEVEL, level));
        Endings.clear(job, packed.file());
        job.topic().complete();
    }

    /** Writes the outcome and releases the claim, later when the disk does not take it now; then says why. */
    private @Nullable IOException record(Job job, LateRecords.Write write) {
        try {
            write.run();
            job.release();
            return null;
        } catch (IOException e) {
            LOG.warn("Repack cannot be recorded now job={} reason={}", job.id(), e.toString());
            lateRecords.add(job.id().value(), write, job::release);
            return e;
        }
    }
}
