/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.ArchiveException;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.archive.PackRequest;
import org.openworkshop.storage.archive.PackResult;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.image.ImageException;
import org.openworkshop.storage.storage.DurableFiles;

/** Turns what came in into what goes out. Thread-safe; hands the work to its {@link PackLine}. */
final class Packing {
    private final Archives archives;
    private final ImageConverter images;
    private final PackLine line;
    private final TransferListener listener;
    private final JobTracing tracing;

    Packing(Archives archives, ImageConverter images, PackLine line, TransferListener listener, JobTracing tracing) {
        this.archives = archives;
        this.images = images;
        this.line = line;
        this.listener = listener;
        this.tracing = tracing;
    }

    /**
     * A job's result.
     *
     * @param file durable, in the workspace
     * @param unpackedBytes only for archives
     */
    record Result(Path file, String format, long bytes, OptionalLong unpackedBytes, String sha256) {}

    /**
     * What is to be packed.
     *
     * @param level Deflate level, for archives
     * @param sha256 the source's SHA-256 where it is known already
     * @param early what packed it while it came in, null when nothing did
     */
    record Source(
            Path file,
            TransferOrder.Kind kind,
            int level,
            @Nullable String sha256,
            @Nullable EarlyPack early) {}

    /** Whether the line is full, so that nothing new should be taken in. */
    boolean isFull() {
        return line.isFull();
    }

    /**
     * The task to pack an archive or wrap a single file as ZIP, or to convert an image to WebP. The source stays. The job's claim
     * stays with the caller, who {@link #begin begins} the task.
     */
    PackTask task(Job job, Source source) {
        return line.task(
                job,
                task -> source.kind() == TransferOrder.Kind.IMAGE
                        ? measured(source.file(), () -> convert(task, source.file()))
                        : measured(source.file(), () -> pack(task, source)));
    }

    /** A result, and how it was made. */
    private record Made(TransferListener.Way way, Result result) {}

    private interface Making {
        Made run() throws TransferException, IOException, InterruptedException;
    }

    private Result measured(Path source, Making making) throws TransferException, IOException, InterruptedException {
        long sourceBytes = Files.size(source);
        long began = System.nanoTime();
        Made made = making.run();
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        listener.made(made.way(), sourceBytes, made.result().bytes(), time);
        return made.result();
    }

    /** Lines the task up. */
    void begin(PackTask task) {
        line.add(task);
    }

    private Made pack(PackTask task, Source source) throws TransferException, IOException, InterruptedException {
        Path packing = task.job().workspace().packing();
        try {
            task.enter(Stage.EXTRACTING);
            EarlyPack early = source.early();
            Optional<PackResult> done = early == null ? Optional.empty() : early.await(task);
            if (early != null && done.isPresent()) {
                OptionalLong unpacked = OptionalLong.of(done.get().unpackedBytes());
                return new Made(TransferListener.Way.STREAMED, publish(task, early.target(), "zip", unpacked));
            }
            Path file = source.file();
            PackResult packed =
                    pack(new PackRequest(file, file.getFileName().toString(), packing, source.level()), task);
            OptionalLong unpacked = OptionalLong.of(packed.unpackedBytes());
            if (packed.kept()) {
                String known = source.sha256();
                String sha256 = known == null ? sha256(task, file) : known;
                return new Made(TransferListener.Way.KEPT, new Result(file, "zip", Files.size(file), unpacked, sha256));
            }
            return new Made(TransferListener.Way.REPACKED, publish(task, packing, "zip", unpacked));
        } catch (ArchiveException e) {
            throw new TransferException(reason(e), e.getMessage() == null ? "unreadable" : e.getMessage(), e);
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        } finally {
            Files.deleteIfExists(packing);
        }
    }

    private PackResult pack(PackRequest request, PackTask task) throws ArchiveException, IOException {
        try (PackSpans spans = tracing.packing(task.job().record(), task)) {
            try {
                return archives.pack(request, spans.listener());
            } catch (ArchiveException e) {
                spans.failed(reason(e).wireName(0));
                throw e;
            } catch (InterruptedIOException e) {
                spans.failed(FailureReason.INTERRUPTED.wireName(0));
                throw e;
            } catch (IOException | RuntimeException e) {
                spans.failed(FailureReason.EXCEPTION.wireName(0));
                throw e;
            }
        }
    }

    private Made convert(PackTask task, Path source) throws TransferException, IOException, InterruptedException {
        return tracing.step(task.job().record(), "convert", span -> convertNow(task, source));
    }

    private Made convertNow(PackTask task, Path source) throws TransferException, IOException {
        Path packing = task.job().workspace().packing();
        try {
            task.enter(Stage.PROCESSING);
            images.toWebp(source, packing);
            return new Made(TransferListener.Way.CONVERTED, publish(task, packing, "webp", OptionalLong.empty()));
        } catch (ImageException e) {
            FailureReason reason = e.reason() == ImageException.Reason.NOT_IMAGE
                    ? FailureReason.NOT_IMAGE
                    : FailureReason.IMAGE_PREPARE_FAILED;
            throw new TransferException(reason, e.getMessage() == null ? "unreadable" : e.getMessage(), e);
        } finally {
            Files.deleteIfExists(packing);
        }
    }

    private static InterruptedException interrupted(IOException cause) {
        InterruptedException interrupted = new InterruptedException("packing was interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Everything that can fail is done before the file takes the place of an earlier result. */
    private static Result publish(PackTask task, Path packing, String format, OptionalLong unpackedBytes)
            throws IOException {
        Path file = task.job().workspace().file("packed." + format);
        Result result = new Result(file, format, Files.size(packing), unpackedBytes, sha256(task, packing));
        DurableFiles.force(packing);
        task.change(() -> {
            Repacks.willReplace(task.job(), result);
            DurableFiles.move(packing, file);
        });
        return result;
    }

    private static String sha256(PackTask task, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[256 * 1024];
            for (int count = 0; count >= 0; ) {
                count = digest.read(buffer);
                task.working();
            }
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static FailureReason reason(ArchiveException e) {
        return switch (e.reason()) {
            case ENCRYPTED -> FailureReason.ENCRYPTED_ZIP;
            case TOO_LARGE -> FailureReason.UNPACKED_SIZE_LIMIT;
            case BUSY -> FailureReason.BUSY;
            case STALLED, UNREADABLE -> FailureReason.REPACK_FAILED;
        };
    }
}
