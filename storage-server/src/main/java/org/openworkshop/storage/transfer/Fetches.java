/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.Completion;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.fetch.FetchException;
import org.openworkshop.storage.fetch.FetchListener;
import org.openworkshop.storage.fetch.FetchRequest;
import org.openworkshop.storage.fetch.FetchResult;
import org.openworkshop.storage.fetch.UrlFetcher;
import org.openworkshop.storage.storage.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches URLs and sees them through to their jobs' results, a bounded number at a time; the rest wait in a bounded queue.
 * Owns its threads. Thread-safe.
 */
public final class Fetches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fetches.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(5);

    private final JobRegistry registry;
    private final UrlFetcher fetcher;
    private final Packing packing;
    private final Endings endings;
    private final ThreadPoolExecutor workers;

    Fetches(JobRegistry registry, UrlFetcher fetcher, Packing packing, Endings endings, TransferConfig config) {
        this.registry = registry;
        this.fetcher = fetcher;
        this.packing = packing;
        this.endings = endings;
        AtomicInteger number = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                config.downloadConcurrency(),
                config.downloadConcurrency(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(config.queueSize()),
                task -> new Thread(task, "fetch-" + number.incrementAndGet()));
        workers.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts a job unless it was started already; a failed one is started afresh.
     *
     * @param fileName the name Manager wants for the source, null to take the origin's
     * @return {@code started}, or the present stage of a job that was started before
     * @throws IOException when the job's record cannot be written
     */
    public String start(TransferOrder order, URI url, @Nullable String fileName)
            throws IOException, InterruptedException {
        Optional<Job> claimed = registry.claim(order.jobId());
        if (claimed.isEmpty()) {
            return registry.find(order.jobId())
                    .map(job -> job.record().stage())
                    .orElse(Stage.PENDING)
                    .wireName();
        }
        Job job = claimed.get();
        boolean handedOn = false;
        try {
            if (job.record().stage() == Stage.PACKED) {
                return Stage.PACKED.wireName();
            }
            job.restart(order.firstRecord(job.now()).with(RecordKey.DOWNLOAD_URL, url.toString()), null);
            handedOn = enqueue(new Attempt(job, order, url, fileName));
            return handedOn ? "started" : Stage.ERROR.wireName();
        } finally {
            if (!handedOn) {
                job.release();
            }
        }
    }

    /** Whether the attempt found a place; it has the job's claim then. */
    private boolean enqueue(Attempt attempt) {
        try {
            workers.execute(attempt);
            return true;
        } catch (RejectedExecutionException e) {
            TransferException busy = new TransferException(FailureReason.BUSY, "the queue of fetches is full", e);
            tell(attempt.fail(busy));
            return false;
        }
    }

    private void tell(Completion completion) {
        var told = endings.tell(completion);
        LOG.debug("Manager is being told job={} told={}", completion.jobId(), told.isDone());
    }

    /** Interrupts what is under way and waits a little for it to end. */
    @Override
    public void close() {
        workers.shutdownNow();
        try {
            workers.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One fetch, waiting or under way. */
    private final class Attempt implements Runnable, FetchListener {
        private final Job job;
        private final TransferOrder order;
        private final URI url;
        private final @Nullable String fileName;
        private @Nullable String originName;
        private @Nullable String sha256;
        private @Nullable Long total;
        private long bytes;

        Attempt(Job job, TransferOrder order, URI url, @Nullable String fileName) {
            this.job = job;
            this.order = order;
            this.url = url;
            this.fileName = fileName;
        }

        TransferOrder.Received received() {
            return new TransferOrder.Received(bytes, total);
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
            job.topic().bytes(bytes, total);
        }

        @Override
        public void run() {
            Optional<Completion> completion = Optional.empty();
            try {
                completion = Optional.of(transfer());
            } catch (TransferException e) {
                completion = Optional.of(fail(e));
            } catch (InterruptedException e) {
                // The record says how far it came, for the next start.
                LOG.info("Fetch is left for the next start job={}", job.id());
                Thread.currentThread().interrupt();
            } catch (Throwable e) {
                completion = Optional.of(fail(unexpected(e)));
            } finally {
                job.release();
            }
            completion.ifPresent(Fetches.this::tell);
        }

        Completion fail(TransferException failure) {
            return endings.failed(job, order, received(), failure);
        }

        private Completion transfer() throws TransferException, IOException, InterruptedException {
            job.enter(Stage.DOWNLOADING, record -> record.with(RecordKey.DOWNLOAD_STARTED_AT, job.now()));
            Path source = fetch();
            Packing.Result result = packing.packArchive(job, source, order.packLevel(), sha256);
            return endings.packed(job, order, received(), result);
        }

        private Path fetch() throws TransferException, IOException, InterruptedException {
            Path incoming = job.workspace().incoming();
            Files.deleteIfExists(incoming);
            FetchResult fetched;
            try {
                fetched = fetcher.fetch(new FetchRequest(url, incoming, order.maxBytes(), null), this);
            } catch (FetchException e) {
                throw failure(e);
            }
            bytes = fetched.bytes();
            sha256 = fetched.sha256();
            total = fetched.bytes();
            String name = SourceName.of(fileName == null ? originName : fileName, order.fallbackName());
            Path source = job.workspace().file(name);
            DurableFiles.force(incoming);
            DurableFiles.move(incoming, source);
            job.topic().bytes(bytes, total);
            job.enter(
                    Stage.DOWNLOADED,
                    record -> record.with(RecordKey.FILENAME, name)
                            .with(RecordKey.DOWNLOAD_PATH, job.workspace().relative(source))
                            .with(RecordKey.DOWNLOADED_BYTES, bytes)
                            .with(RecordKey.TOTAL_BYTES, total)
                            .with(RecordKey.DOWNLOAD_COMPLETED_AT, job.now()));
            return source;
        }

        private static TransferException unexpected(Throwable e) {
            return new TransferException(FailureReason.DOWNLOAD_EXCEPTION, "the fetch met an unexpected error", e);
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
}
