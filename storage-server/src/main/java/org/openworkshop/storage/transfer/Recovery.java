/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.callback.Outbox;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on, when the server starts, with what it was doing when it stopped, however it stopped: reads every job's record and takes the
 * job up at the stage that stands there. What each stage leads to is listed in {@code docs/durability.md}. Damaged records and jobs
 * that cannot be read are logged and never keep the server from starting.
 */
final class Recovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    /** Reading is waiting for the disk, and several threads' fsyncs share their journal commits. */
    private static final int THREADS = 8;

    /** A source that takes the whole process with it, by its memory say, must not do so at every start for ever. */
    private static final int MOST_PACK_STARTS = 10;

    private final MainDirectory mainDirectory;
    private final JobRegistry registry;
    private final Steps steps;
    private final long maxBytes;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger resumed = new AtomicInteger();
    private final ReadWriteLock alone = new ReentrantReadWriteLock();
    private boolean late;
    private final ExecutorService readers = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "recovery");
        thread.setDaemon(true);
        return thread;
    });

    /** Who goes on with what. */
    record Steps(Fetches fetches, PackStep packStep, Repacks repacks, Endings endings, Owing owing) {}

    /** Who goes on telling Manager. */
    record Owing(Debts debts, Outbox outbox) {}

    /** @param maxBytes largest fetched file where a record does not say */
    Recovery(MainDirectory mainDirectory, JobRegistry registry, Steps steps, long maxBytes) {
        this.mainDirectory = mainDirectory;
        this.registry = registry;
        this.steps = steps;
        this.maxBytes = maxBytes;
    }

    /**
     * Takes up all jobs. Returns when that is done or the time is over; the rest is then done in the background, and a job that
     * somebody works on meanwhile is not touched any more.
     */
    void run(Duration atMost) throws IOException, InterruptedException {
        long began = System.nanoTime();
        steps.owing().debts().resumeOfMovedJobs(steps.owing().outbox());
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(mainDirectory.temp())) {
            for (Path folder : folders) {
                JobId.find(String.valueOf(folder.getFileName()))
                        .ifPresent(id -> readers.execute(() -> recoverAndLog(id)));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        readers.shutdown();
        boolean done = readers.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
        alone.writeLock().lock();
        try {
            late = true;
        } finally {
            alone.writeLock().unlock();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        LOG.info("Jobs are taken up jobs={} under_way={} done={} millis={}", seen, resumed, done, millis);
    }

    /** Leaves the jobs that are not taken up yet to the next start. */
    @Override
    public void close() {
        readers.shutdownNow();
    }

    private void recoverAndLog(JobId id) {
        AtWork.on(id);
        try {
            recover(id);
        } catch (StoppingException e) {
            LOG.info("Job is left for the next start job={}", id);
        } catch (LaterVersionException e) {
            LOG.error("Job is not taken up, a later version wrote its record job={}", id);
        } catch (IOException | RuntimeException e) {
            LOG.error("Job cannot be taken up, it is left as it is job={}", id, e);
        } finally {
            AtWork.end();
        }
    }

    private void recover(JobId id) throws IOException, StoppingException {
        Optional<Job> found = registry.restore(id);
        if (found.isEmpty()) {
            // Nothing was promised about it: it is swept when it is old.
            return;
        }
        seen.incrementAndGet();
        Job job = found.get();
        JobRecord record = job.record();
        if (record.stage() == Stage.PACKED && !record.owes()) {
            clearPackedIfAlone(job.workspace(), record);
            return;
        }
        // Before anything new can be owed, and whoever may be working on the job by now: what is owed already is not
        // owed twice.
        steps.owing().debts().resume(id, record, steps.owing().outbox());
        if (job.tryClaim()) {
            takeUp(job);
        }
    }

    /** Goes on with a claimed job; the claim is passed on or released. */
    private void takeUp(Job job) throws IOException, StoppingException {
        boolean passedOn = false;
        try {
            if (registry.holds(job)) {
                resumed.incrementAndGet();
                steps.owing().debts().dropUnreadable(job);
                passedOn = resume(job, job.record());
            }
        } finally {
            if (!passedOn) {
                job.release();
            }
        }
    }

    /** Once clients can come, only who has the claim may delete files; then the sweep does it in the end. */
    private void clearPackedIfAlone(Workspace workspace, JobRecord record) throws IOException {
        alone.readLock().lock();
        try {
            if (!late) {
                clearPacked(workspace, record);
            }
        } finally {
            alone.readLock().unlock();
        }
    }

    private boolean resume(Job job, JobRecord record) throws IOException, StoppingException {
        return switch (record.stage()) {
            case PACKED -> {
                clearPacked(job.workspace(), record);
                yield false;
            }
            case ERROR -> {
                job.workspace().clearExcept();
                steps.owing().debts().removeIfSettled(job);
                yield false;
            }
            case PENDING, DOWNLOADING -> fetchAgain(job, record);
            case UPLOADING -> interrupted(job);
            case UPLOADED, DOWNLOADED, EXTRACTING, REPACKING, PROCESSING -> packAgain(job, record);
        };
    }

    private boolean fetchAgain(Job job, JobRecord record) throws IOException, StoppingException {
        if (!record.has(RecordKey.DOWNLOAD_URL)) {
            return interrupted(job);
        }
        Optional<Path> whole = job.workspace()
                .find(record.text(RecordKey.DOWNLOAD_PATH))
                .filter(file -> record.isOurs() && isOfSize(file, record.value(RecordKey.DOWNLOADED_BYTES)));
        if (whole.isPresent()) {
            // It had its name already, only the stage was not on record yet. The Python service gave it its name first.
            return pack(job, whole.get(), Stage.DOWNLOADED);
        }
        job.workspace().clearExcept(job.workspace().incoming());
        steps.fetches().resume(Attempt.ofRecord(job, maxBytes));
        return true;
    }

    private boolean packAgain(Job job, JobRecord record) throws IOException, StoppingException {
        if (record.has(RecordKey.REPACK_LEVEL)) {
            return steps.repacks().resume(job);
        }
        Optional<Path> source = job.workspace().find(record.text(RecordKey.DOWNLOAD_PATH));
        if (source.isEmpty()) {
            return fetchAgain(job, record);
        }
        return pack(job, source.get(), record.has(RecordKey.DOWNLOAD_URL) ? Stage.DOWNLOADED : Stage.UPLOADED);
    }

    private boolean pack(Job job, Path source, Stage stage) throws IOException {
        job.workspace().clearExcept(source);
        job.resume(stage);
        long starts = job.countPackStart();
        Attempt attempt = Attempt.ofRecord(job, maxBytes);
        job.cancellation().open();
        if (starts > MOST_PACK_STARTS) {
            TransferException failure = new TransferException(
                    FailureReason.REPACK_FAILED, "the server stopped " + MOST_PACK_STARTS + " times while packing it");
            var unused = steps.endings().failed(attempt, failure);
        } else {
            var unused = steps.packStep().begin(attempt, source, null, null);
        }
        return true;
    }

    private static boolean isOfSize(Path file, @Nullable Long bytes) {
        try {
            return bytes != null && Files.size(file) == bytes;
        } catch (IOException e) {
            LOG.debug("A source cannot be looked at, it is fetched again file={}", file, e);
            return false;
        }
    }

    private boolean interrupted(Job job) {
        TransferException failure =
                new TransferException(FailureReason.INTERRUPTED, "the server stopped while the upload came in");
        Attempt attempt = Attempt.ofRecord(job, maxBytes);
        long bytes = Math.max(attempt.received().bytes(), job.workspace().incomingBytes());
        var unused = steps.endings()
                .failed(
                        attempt.with(new TransferOrder.Received(
                                bytes, attempt.received().total())),
                        failure);
        return true;
    }

    private static void clearPacked(Workspace workspace, JobRecord record) throws IOException {
        Optional<Path> packed = workspace.find(record.text(RecordKey.PACKED_PATH));
        if (packed.isPresent()) {
            workspace.clearExcept(packed.get());
        }
    }
}
