/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.storage.PendingFile;
import org.openworkshop.storage.storage.TooManyBytesException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a client's bytes and sees them through to the job's result, on the caller's thread. Thread-safe. */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int BUFFER_BYTES = 256 * 1024;

    private final JobRegistry registry;
    private final Packing packing;
    private final Endings endings;
    private final TransferListener listener;
    private final Semaphore slots;

    Uploads(JobRegistry registry, Packing packing, Endings endings, TransferConfig config, TransferListener listener) {
        this.registry = registry;
        this.packing = packing;
        this.endings = endings;
        this.listener = listener;
        this.slots = new Semaphore(config.uploadConcurrency());
    }

    /**
     * Receives, packs and reports one upload; returns when Manager has been told or could not be told. An earlier result of the
     * job is replaced.
     *
     * @throws UploadInProgressException when the job is being worked on; that attempt goes on undisturbed
     * @throws TransferException when the upload failed; watchers and Manager have been told, and nothing is left behind
     * @throws IOException when not even a job could be made of it
     */
    public UploadResult receive(TransferOrder order, UploadBody body)
            throws UploadInProgressException, TransferException, IOException, InterruptedException {
        Job job = registry.claim(order.jobId()).orElseThrow(() -> new UploadInProgressException(order.jobId()));
        Attempt attempt = new Attempt(job, order, body);
        TransferException failure = null;
        Completion completion;
        try {
            completion = attempt.run();
        } catch (TransferException e) {
            failure = e;
            completion = attempt.fail(e);
        } finally {
            job.release();
        }
        var told = endings.tell(completion).join();
        LOG.debug("Manager was told job={} outcome={}", order.jobId(), told);
        if (failure != null) {
            throw failure;
        }
        TransferOrder.Received received = attempt.received();
        Long total = received.total();
        return new UploadResult(order.jobId(), received.bytes(), total == null ? received.bytes() : total);
    }

    /** One upload under way. */
    private final class Attempt {
        private final Job job;
        private final TransferOrder order;
        private final UploadBody body;
        private final @Nullable Long declared;
        private boolean begun;
        private @Nullable String sha256;
        private long bytes;

        Attempt(Job job, TransferOrder order, UploadBody body) {
            this.job = job;
            this.order = order;
            this.body = body;
            this.declared = body.declaredBytes().isPresent()
                    ? Long.valueOf(body.declaredBytes().getAsLong())
                    : null;
        }

        TransferOrder.Received received() {
            return new TransferOrder.Received(bytes, declared);
        }

        Completion fail(TransferException failure) {
            return begun
                    ? endings.failed(job, order, received(), failure)
                    : endings.refused(job, order, received(), failure);
        }

        Completion run() throws TransferException {
            boolean slot = slots.tryAcquire();
            try {
                if (!slot) {
                    throw new TransferException(FailureReason.BUSY, "too many uploads at once");
                }
                requireAcceptable();
                begun = true;
                job.restart(order.firstRecord(job.now()), declared);
                listener.started(order.kind());
                return pack(receive());
            } catch (TransferException e) {
                throw e;
            } catch (IOException e) {
                throw new TransferException(FailureReason.EXCEPTION, "the upload could not be stored", e);
            } catch (InterruptedException e) {
                // The flag stays down until the failure is on disk, because it would close every file under our hands.
                throw new TransferException(FailureReason.INTERRUPTED, "the server is stopping", e);
            } catch (Throwable e) {
                throw new TransferException(FailureReason.EXCEPTION, "the upload met an unexpected error", e);
            } finally {
                if (slot) {
                    slots.release();
                }
            }
        }

        private void requireAcceptable() throws TransferException {
            if (!TransferOrder.isSupported(order.packFormat())) {
                throw new TransferException(
                        FailureReason.UNSUPPORTED_FORMAT, "only zip is written, not " + order.packFormat());
            }
            if (order.maxBytes() > 0 && declared != null && declared > order.maxBytes()) {
                throw new TransferException(
                        FailureReason.SIZE_LIMIT,
                        declared + " bytes were announced, " + order.maxBytes() + " are allowed");
            }
        }

        private Path receive() throws TransferException, IOException {
            job.enter(Stage.UPLOADING, record -> record.with(RecordKey.TOTAL_BYTES, declared));
            String name = SourceName.of(body.fileName(), order.fallbackName());
            Path source = job.workspace().file(name);
            try (PendingFile file = PendingFile.create(job.workspace().incoming(), order.maxBytes())) {
                copy(file);
                sha256 = file.sha256Hex();
                file.moveTo(source);
            } catch (TooManyBytesException e) {
                throw new TransferException(
                        FailureReason.SIZE_LIMIT, "more than " + order.maxBytes() + " bytes came", e);
            }
            job.enter(
                    Stage.UPLOADED,
                    record -> record.with(RecordKey.FILENAME, name)
                            .with(RecordKey.DOWNLOAD_PATH, job.workspace().relative(source))
                            .with(RecordKey.DOWNLOADED_BYTES, bytes)
                            .with(RecordKey.TOTAL_BYTES, declared == null ? Long.valueOf(bytes) : declared)
                            .with(RecordKey.UPLOAD_COMPLETED_AT, job.now()));
            return source;
        }

        private void copy(PendingFile file) throws TransferException, IOException, TooManyBytesException {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = body.read(buffer, 0, buffer.length);
                    count >= 0;
                    count = body.read(buffer, 0, buffer.length)) {
                file.write(buffer, 0, count);
                bytes = file.bytes();
                job.topic().bytes(bytes, declared);
            }
        }

        private Completion pack(Path source) throws TransferException, IOException, InterruptedException {
            Packing.Result result = order.kind() == TransferOrder.Kind.IMAGE
                    ? packing.packImage(job, source)
                    : packing.packArchive(job, source, order.packLevel(), sha256);
            TransferOrder.Received received =
                    new TransferOrder.Received(bytes, declared == null ? Long.valueOf(bytes) : declared);
            return endings.packed(job, order, received, result);
        }
    }
}
