/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fetch.FetchException;
import org.openworkshop.storage.fetch.FetchListener;
import org.openworkshop.storage.fetch.FetchRequest;
import org.openworkshop.storage.fetch.FetchResult;
import org.openworkshop.storage.fetch.FetchUrl;
import org.openworkshop.storage.fetch.InvalidUrlException;
import org.openworkshop.storage.fetch.ResumePoint;
import org.openworkshop.storage.fetch.UrlFetcher;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.FreeSpace;
import org.openworkshop.storage.trace.Span;

/**
 * The first step of a fetched job: brings the file of the recorded URL into the workspace, from where an earlier start of the server
 * left it. Thread-safe; blocks.
 */
final class FetchStep {
    private final UrlFetcher fetcher;
    private final FreeSpace space;
    private final TransferListener listener;
    private final JobTracing tracing;

    FetchStep(UrlFetcher fetcher, FreeSpace space, TransferListener listener, JobTracing tracing) {
        this.fetcher = fetcher;
        this.space = space;
        this.listener = listener;
        this.tracing = tracing;
    }

    /** The first record of a job that is to be fetched. */
    JobRecord firstRecord(TransferOrder order, Fetches.Source source, long now) {
        JobRecord first = order.firstRecord(now)
                .with(RecordKey.DOWNLOAD_URL, source.url().toString())
                .with(RecordKey.FILENAME, source.fileName());
        return tracing.begin(first, source.caller());
    }

    /** A source that is whole and durable. */
    record Fetched(Attempt attempt, Path source, String sha256) {}

    /** A fetch that failed, with what had been received by then. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Attempt attempt;
        private final TransferException failure;

        FailedException(Attempt attempt, TransferException failure) {
            super(failure);
            this.attempt = attempt;
            this.failure = failure;
        }

        Attempt attempt() {
            return attempt;
        }

        TransferException failure() {
            return failure;
        }
    }

    /**
     * Fetches.
     *
     * @throws InterruptedException when the server stops; the record and the file say where the next start goes on
     */
    Fetched run(Attempt attempt) throws FailedException, InterruptedException {
        Receiving receiving = new Receiving(attempt);
        Fetched fetched;
        try {
            fetched = tracing.step(attempt.job().record(), "fetch", receiving::run);
        } catch (TransferException e) {
            requireNotCancelled(receiving);
            requireNotInterrupted(e);
            throw new FailedException(receiving.attempt(), e);
        } catch (InterruptedException e) {
            requireNotCancelled(receiving);
            throw e;
        } catch (Throwable e) {
            requireNotCancelled(receiving);
            requireNotInterrupted(e);
            TransferException failure =
                    TransferException.ofFault(FailureReason.DOWNLOAD_EXCEPTION, "the file could not be stored", e);
            throw new FailedException(receiving.attempt(), failure);
        }
        requireNotCancelled(receiving);
        return fetched;
    }

    /** Whatever fails when the job is cancelled fails of that. The flag stays down here too. */
    private static void requireNotCancelled(Receiving receiving) throws FailedException {
        Cancellation cancellation = receiving.job.cancellation();
        // Nobody interrupts this thread from here on, so a flag that is up without a request is the stop's.
        cancellation.through(null);
        if (cancellation.isRequested()) {
            Thread.interrupted();
            throw new FailedException(receiving.attempt(), Cancellation.failure(FailureReason.DOWNLOAD_INTERRUPTED));
        }
    }

    /**
     * When the server stops, whatever fails then may have failed of that: the next start tries again. The flag stays down, because
     * it would close every file under our hands.
     */
    private static void requireNotInterrupted(Throwable failure) throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupted = new InterruptedException("the server is stopping");
            interrupted.initCause(failure);
            throw interrupted;
        }
    }

    /** One fetch under way. */
    private final class Receiving implements FetchListener {
        private final Attempt began;
        private final Job job;
        private @Nullable String originName;
        private @Nullable Long total;
        private long bytes;
        /** Of these the listener has heard, or an earlier start of the server has. */
        private long counted;

        Receiving(Attempt attempt) {
            this.began = attempt;
            this.job = attempt.job();
        }

        Attempt attempt() {
            return began.with(new TransferOrder.Received(bytes, total));
        }

        Fetched run(Span span) throws TransferException, IOException, InterruptedException {
            JobRecord record = job.record();
            Path incoming = job.workspace().incoming();
            ResumePoint resume = resumePoint(record);
            if (resume == null) {
                Files.deleteIfExists(incoming);
                listener.started(began.order().kind());
            } else {
                counted = resume.bytes();
            }
            space.require(0);
            job.enter(Stage.DOWNLOADING, now -> now.with(RecordKey.DOWNLOAD_STARTED_AT, job.now()));
            FetchResult fetched;
            try {
                fetched = fetcher.fetch(
                        new FetchRequest(url(record), incoming, began.order().maxBytes(), resume), this);
            } catch (FetchException e) {
                throw failure(e);
            }
            bytes = fetched.bytes();
            total = fetched.bytes();
            span.with("bytes", bytes).with("resumed_at", resume == null ? 0 : resume.bytes());
            return new Fetched(attempt(), keep(incoming, record), fetched.sha256());
        }

        /** Gives the file its name. The record names it before it is there, so that a crash between the two costs nothing. */
        private Path keep(Path incoming, JobRecord record) throws IOException {
            String wanted = record.text(RecordKey.FILENAME);
            String name = SourceName.of(
                    wanted == null ? originName : wanted, began.order().fallbackName());
            Path source = job.workspace().file(name);
            DurableFiles.force(incoming);
            job.update(now -> now.with(RecordKey.FILENAME, name)
                    .with(RecordKey.DOWNLOAD_PATH, job.workspace().relative(source))
                    .with(RecordKey.DOWNLOADED_BYTES, bytes)
                    .with(RecordKey.TOTAL_BYTES, total));
            DurableFiles.move(incoming, source);
            job.topic().bytes(bytes, total);
            job.enter(
                    Stage.DOWNLOADED,
                    now -> now.with(RecordKey.RESUME, null).with(RecordKey.DOWNLOAD_COMPLETED_AT, job.now()));
            return source;
        }

        @Override
        public void started(@Nullable Long total, @Nullable String fileName) {
            this.total = total;
            this.originName = fileName;
            job.topic().bytes(bytes, total);
        }

        @Override
        public void progress(long bytes) {
            this.bytes = bytes;
            listener.fetched(Math.max(0, bytes - counted));
            // Fewer than before when the fetch began again.
            counted = bytes;
            job.topic().bytes(bytes, total);
        }

        @Override
        public void checkpoint(@Nullable ResumePoint point) throws IOException {
            job.update(now -> now.with(RecordKey.RESUME, point == null ? null : stored(point))
                    .with(RecordKey.DOWNLOADED_BYTES, point == null ? null : Long.valueOf(point.bytes()))
                    .with(RecordKey.TOTAL_BYTES, total));
        }

        @Override
        public void requireSpace(long bytes) throws IOException {
            space.require(bytes);
        }
    }

    private static URI url(JobRecord record) throws TransferException {
        try {
            return FetchUrl.parse(String.valueOf(record.text(RecordKey.DOWNLOAD_URL)));
        } catch (InvalidUrlException e) {
            throw new TransferException(FailureReason.DOWNLOAD_FAILED, "the record's URL cannot be used", e);
        }
    }

    private static Map<String, @Nullable Object> stored(ResumePoint point) {
        Map<String, @Nullable Object> stored = new LinkedHashMap<>();
        stored.put("bytes", point.bytes());
        stored.put("validator", point.validator());
        stored.put("total", point.total());
        stored.put("file_name", point.fileName());
        return stored;
    }

    private static @Nullable ResumePoint resumePoint(JobRecord record) {
        Map<String, @Nullable Object> stored = record.object(RecordKey.RESUME);
        if (stored.get("bytes") instanceof Number bytes && stored.get("validator") instanceof String validator) {
            Long total = stored.get("total") instanceof Number number ? Long.valueOf(number.longValue()) : null;
            String fileName = stored.get("file_name") instanceof String name ? name : null;
            return new ResumePoint(bytes.longValue(), validator, total, fileName);
        }
        return null;
    }

    private static TransferException failure(FetchException e) {
        String detail = e.getMessage() == null ? "the fetch failed" : e.getMessage();
        return switch (e.reason()) {
            case FORBIDDEN_ADDRESS -> new TransferException(FailureReason.FORBIDDEN_ADDRESS, detail, e);
            case STATUS -> TransferException.ofStatus(e.status(), e);
            case TOO_LARGE -> new TransferException(FailureReason.SIZE_LIMIT, detail, e);
            case TIMEOUT -> new TransferException(FailureReason.DOWNLOAD_TIMEOUT, detail, e);
            case FAILED -> new TransferException(FailureReason.DOWNLOAD_FAILED, detail, e);
        };
    }
}
