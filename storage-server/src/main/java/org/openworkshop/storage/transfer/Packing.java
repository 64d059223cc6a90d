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
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.ArchiveException;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.archive.PackListener;
import org.openworkshop.storage.archive.PackRequest;
import org.openworkshop.storage.archive.PackResult;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.image.ImageConverter;
import org.openworkshop.storage.image.ImageException;
import org.openworkshop.storage.storage.DurableFiles;

/** Turns what came in into what goes out, a bounded number of jobs at a time. Thread-safe; blocks. */
final class Packing {
    private final Archives archives;
    private final ImageConverter images;
    private final Semaphore slots;
    private final int queueSize;

    Packing(Archives archives, ImageConverter images, TransferConfig config) {
        this.archives = archives;
        this.images = images;
        this.slots = new Semaphore(config.repackConcurrency(), true);
        this.queueSize = config.queueSize();
    }

    /**
     * A job's result.
     *
     * @param file durable, in the workspace
     * @param unpackedBytes only for archives
     */
    record Result(Path file, String format, long bytes, OptionalLong unpackedBytes, String sha256) {}

    /**
     * Packs an archive, or wraps a single file, as ZIP. The source stays.
     *
     * @param sourceSha256 the source's SHA-256 where it is known already
     */
    Result packArchive(Job job, Path source, int level, @Nullable String sourceSha256)
            throws TransferException, IOException, InterruptedException {
        acquire();
        Path packing = job.workspace().packing();
        try {
            Files.deleteIfExists(packing);
            job.enter(Stage.EXTRACTING);
            PackResult packed = archives.pack(
                    new PackRequest(source, source.getFileName().toString(), packing, level), new Percent(job));
            OptionalLong unpacked = OptionalLong.of(packed.unpackedBytes());
            if (packed.kept()) {
                return new Result(
                        source,
                        "zip",
                        Files.size(source),
                        unpacked,
                        sourceSha256 == null ? sha256(source) : sourceSha256);
            }
            return publish(job, packing, "zip", unpacked);
        } catch (ArchiveException e) {
            throw new TransferException(reason(e), e.getMessage() == null ? "unreadable" : e.getMessage(), e);
        } catch (InterruptedIOException e) {
            throw new InterruptedException("packing was interrupted");
        } finally {
            slots.release();
            Files.deleteIfExists(packing);
        }
    }

    /** Converts an image to WebP. The source stays. */
    Result packImage(Job job, Path source) throws TransferException, IOException, InterruptedException {
        acquire();
        Path packing = job.workspace().packing();
        try {
            Files.deleteIfExists(packing);
            job.enter(Stage.PROCESSING);
            images.toWebp(source, packing);
            return publish(job, packing, "webp", OptionalLong.empty());
        } catch (ImageException e) {
            FailureReason reason = e.reason() == ImageException.Reason.NOT_IMAGE
                    ? FailureReason.NOT_IMAGE
                    : FailureReason.IMAGE_PREPARE_FAILED;
            throw new TransferException(reason, e.getMessage() == null ? "unreadable" : e.getMessage(), e);
        } finally {
            slots.release();
            Files.deleteIfExists(packing);
        }
    }

    private void acquire() throws TransferException, InterruptedException {
        if (slots.getQueueLength() >= queueSize) {
            throw new TransferException(FailureReason.BUSY, "too many jobs wait to be packed");
        }
        slots.acquire();
    }

    /** Everything that can fail is done before the file takes the place of an earlier result. */
    private static Result publish(Job job, Path packing, String format, OptionalLong unpackedBytes) throws IOException {
        Path file = job.workspace().file("packed." + format);
        Result result = new Result(file, format, Files.size(packing), unpackedBytes, sha256(packing));
        DurableFiles.force(packing);
        DurableFiles.move(packing, file);
        return result;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[256 * 1024];
            for (int count = 0; count >= 0; ) {
                count = digest.read(buffer);
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
            case UNREADABLE -> FailureReason.REPACK_FAILED;
        };
    }

    /** Tells watchers how far packing has come; the first word on repacking is the change of stage. */
    private static final class Percent implements PackListener {
        private final Job job;

        Percent(Job job) {
            this.job = job;
        }

        @Override
        public void extracting(int percent) {
            job.topic().percent(percent);
        }

        @Override
        public void repacking(int percent) {
            if (job.record().stage() == Stage.EXTRACTING) {
                job.enter(Stage.REPACKING);
            }
            job.topic().percent(percent);
        }
    }
}
