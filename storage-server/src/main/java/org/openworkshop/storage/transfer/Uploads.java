/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.storage.LentBytes;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.PendingFile;
import org.openworkshop.storage.storage.TooManyBytesException;
import org.openworkshop.storage.trace.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes clients' bytes, on their callers' threads, and sees them through to their jobs' results. A bounded number comes in at
 * once; who comes later waits a little for a place. Thread-safe.
 */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final JobRegistry registry;
    private final PackStep packStep;
    private final Endings endings;
    private final Line line;
    private final Settings settings;
    private volatile boolean cut;

    /** What uploads go by. */
    record Settings(
            TransferConfig config,
            MainDirectory mainDirectory,
            EarlyPacks earlyPacks,
            TransferListener listener,
            JobTracing tracing) {}

    Uploads(JobRegistry registry, PackStep packStep, Endings endings, Line line, Settings settings) {
        this.registry = registry;
        this.packStep = packStep;
        this.endings = endings;
        this.line = line;
        this.settings = settings;
    }

    /**
     * Receives, packs and reports one upload; returns when Manager has been told or could not be told. An earlier result of the
     * job is replaced.
     *
     * @throws UploadInProgressException when the job is being worked on; that attempt goes on undisturbed
     * @throws TransferException when the upload failed; watchers have been told, Manager too or it will be, and nothing is left behind
     * @throws StoppingException when the server stops; an upload that had come in whole goes on with the next start
     * @throws IOException when not even a job could be made of it
     */
    public UploadResult receive(TransferOrder order, UploadBody body)
            throws UploadInProgressException, TransferException, StoppingException, IOException, InterruptedException {
        Job job = registry.claim(order.jobId()).orElseThrow(() -> new UploadInProgressException(order.jobId()));
        Receiving receiving;
        try {
            job.cancellation().openAnew();
            receiving = new Receiving(job, order, body);
        } catch (RuntimeException | Error e) {
            job.release();
            throw e;
        }
        AtWork.on(order.jobId());
        PackStep.Outcome outcome;
        try {
            outcome = outcome(receiving);
            var told = outcome.told().join();
            LOG.debug("Manager was told job={} outcome={}", order.jobId(), told);
        } finally {
            AtWork.end();
        }
        TransferException failure = outcome.failure();
        if (failure != null) {
            throw failure;
        }
        TransferOrder.Received received = receiving.whole();
        Long total = received.total();
        return new UploadResult(order.jobId(), received.bytes(), total == null ? received.bytes() : total);
    }

    private PackStep.Outcome outcome(Receiving receiving) throws StoppingException {
        try {
            return receiving.run().outcome().join();
        } catch (TransferException e) {
            return receiving.fail(e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoppingException stopping) {
                throw stopping;
            }
            throw e;
        }
    }

    /** From now on an upload that breaks off was interrupted by the server's stop. */
    void cut() {
        cut = true;
    }

    /** One upload under way. */
    private final class Receiving {
        private final Job job;
        private final TransferOrder order;
        private final UploadBody body;
        private final @Nullable Long declared;
        private final JobRecord first;
        private @Nullable EarlyPack early;
        private String sha256 = "";
        private long bytes;

        Receiving(Job job, TransferOrder order, UploadBody body) {
            this.job = job;
            this.order = order;
            this.body = body;
            this.declared = body.declaredBytes().isPresent()
                    ? Long.valueOf(body.declaredBytes().getAsLong())
                    : null;
            JobRecord record = order.firstRecord(job.now()).with(RecordKey.TOTAL_BYTES, declared);
            this.first = settings.tracing().begin(record, body.caller());
        }

        private Attempt attempt() {
            return new Attempt(job, order, new TransferOrder.Received(bytes, declared));
        }

        /** What was received, once all is in. */
        TransferOrder.Received whole() {
            return new TransferOrder.Received(bytes, declared == null ? Long.valueOf(bytes) : declared);
        }

        /** An upload that is not on record has left what the job had before untouched. */
        PackStep.Outcome fail(TransferException failure) {
            boolean begun = Objects.equals(
                    first.text(RecordKey.ATTEMPT_ID), job.record().text(RecordKey.ATTEMPT_ID));
            return new PackStep.Outcome(
                    failure, begun ? endings.failed(attempt(), failure) : endings.refused(attempt(), first, failure));
        }

        /** Receives, and hands over to packing together with the job's claim. */
        PackStep.Running run() throws TransferException, StoppingException {
            try {
                requireAcceptable();
                Optional<Line.Ticket> place = line.join(job.topic());
                try (Line.Ticket ticket = place.orElseThrow(() -> busy("too many uploads wait for a place"))) {
                    job.cancellation().through(() -> ticket.turnAway(cancelled()));
                    if (!ticket.await(settings.config().timeouts().uploadQueueWait())) {
                        throw busy("no place for the upload became free in time");
                    }
                    job.cancellation().through(body::stop);
                    // Before it replaces what the job has.
                    requireNotCancelled();
                    Path source = receive();
                    job.cancellation().through(null);
                    EarlyPack headStart = early;
                    early = null;
                    return packStep.begin(attempt().with(whole()), source, sha256, headStart);
                }
            } catch (StoppingException e) {
                job.release();
                throw e;
            } catch (TransferException e) {
                requireNotCancelled();
                requireNotInterrupted(e);
                throw e;
            } catch (InterruptedException e) {
                throw new TransferException(FailureReason.INTERRUPTED, "the server is stopping", e);
            } catch (Throwable e) {
                requireNotCancelled();
                requireNotInterrupted(e);
                throw TransferException.ofFault(FailureReason.EXCEPTION, "the upload could not be stored", e);
            } finally {
                if (early != null) {
                    early.close();
                }
            }
        }

        /** Whatever fails when the job is cancelled fails of that; the flag stays down here too. */
        private void requireNotCancelled() throws TransferException {
            if (job.cancellation().isRequested()) {
                Thread.interrupted();
                throw cancelled();
            }
        }

        private TransferException cancelled() {
            return Cancellation.failure(FailureReason.INTERRUPTED);
        }

        /** The flag stays down until the failure is on disk, because it would close every file under our hands. */
        private static void requireNotInterrupted(Throwable failure) throws TransferException {
            if (Thread.interrupted()) {
                throw new TransferException(FailureReason.INTERRUPTED, "the server is stopping", failure);
            }
        }

        private TransferException busy(String detail) {
            return new TransferException(FailureReason.BUSY, detail);
        }

        private void requireAcceptable() throws TransferException, IOException {
            if (!TransferOrder.isSupported(order.packFormat())) {
                throw new TransferException(
                        FailureReason.UNSUPPORTED_FORMAT, "only zip is written, not " + order.packFormat());
            }
            if (order.maxBytes() > 0 && declared != null && declared > order.maxBytes()) {
                throw new TransferException(
                        FailureReason.SIZE_LIMIT,
                        declared + " bytes were announced, " + order.maxBytes() + " are allowed");
            }
            if (packStep.isFull()) {
                throw busy("too many jobs wait to be packed");
            }
            settings.mainDirectory().space().require(declared == null ? 0 : declared);
        }

        private Path receive() throws TransferException, IOException, InterruptedException {
            String name = SourceName.of(body.fileName(), order.fallbackName());
            job.restart(first.with(RecordKey.FILENAME, name), Stage.UPLOADING, declared);
            // What was asked before that is not in the record.
            requireNotCancelled();
            return settings.tracing().step(first, "receive", span -> {
                try {
                    return receive(name, span);
                } catch (TransferException e) {
                    requireNotCancelled();
                    throw e;
                }
            });
        }

        private Path receive(String name, Span span) throws TransferException, IOException {
            settings.listener().started(order.kind());
            Path source = job.workspace().file(name);
            try (PendingFile file =
                    settings.mainDirectory().receive(job.workspace().incoming(), order.maxBytes())) {
                early = settings.earlyPacks()
                        .begin(job, order, file.path(), name, declared)
                        .orElse(null);
                copy(file);
                sha256 = file.sha256Hex();
                requireStated(sha256);
                file.moveTo(source);
            } catch (TooManyBytesException e) {
                throw new TransferException(
                        FailureReason.SIZE_LIMIT, "more than " + order.maxBytes() + " bytes came", e);
            }
            job.enter(
                    Stage.UPLOADED,
                    record -> record.with(
                                    RecordKey.DOWNLOAD_PATH, job.workspace().relative(source))
                            .with(RecordKey.DOWNLOADED_BYTES, bytes)
                            .with(RecordKey.TOTAL_BYTES, whole().total())
                            .with(RecordKey.UPLOAD_COMPLETED_AT, job.now()));
            span.with("bytes", bytes);
            return source;
        }

        private void requireStated(String actual) throws TransferException {
            String stated = body.statedSha256();
            if (stated != null && !stated.equals(actual)) {
                throw new TransferException(
                        FailureReason.DIGEST_MISMATCH, "SHA-256 " + stated + " was stated, " + actual + " came");
            }
        }

        private void copy(PendingFile file) throws TransferException, IOException, TooManyBytesException {
            for (LentBytes lent = next(); lent != null; lent = next()) {
                file.write(lent);
                bytes = file.bytes();
                job.topic().bytes(bytes, declared);
                if (early != null) {
                    early.arrived(bytes);
                }
            }
            if (early != null) {
                early.complete();
            }
        }

        private @Nullable LentBytes next() throws TransferException {
            try {
                return body.next(bytes);
            } catch (TransferException e) {
                if (cut) {
                    throw new TransferException(FailureReason.INTERRUPTED, "the server stopped", e);
                }
                throw e;
            }
        }
    }
}
