/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on, when the server starts, with what it was doing when it stopped, however it stopped: reads every job's record and takes the
 * job up at the stage that stands there. What each stage leads to is listed in {@code docs/durability.md}. Damaged records and jobs
 * that cannot be read are logged and never keep the server from starting.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    /** Reading is waiting for the disk, and several threads' fsyncs share their journal commits. */
    private static final int THREADS = 8;

    private final MainDirectory mainDirectory;
    private final JobRegistry registry;
    private final Steps steps;
    private final long maxBytes;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger resumed = new AtomicInteger();
    private final ExecutorService readers = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "recovery");
        thread.setDaemon(true);
        return thread;
    });

    /** Who goes on with what. */
    record Steps(Fetches fetches, PackStep packStep, Results results, Endings endings, Debts debts) {}

    /** @param maxBytes largest fetched file where a record does not say */
    Recovery(MainDirectory mainDirectory, JobRegistry registry, Steps steps, long maxBytes) {
        this.mainDirectory = mainDirectory;
        this.registry = registry;
        this.steps = steps;
        this.maxBytes = maxBytes;
    }

    /**
     * Takes up all jobs. Returns when that is done or the time is over; the rest is then done in the background, and a job that
     * somebody asks for meanwhile is not touched any more.
     */
    void run(Duration atMost) throws IOException, InterruptedException {
        long began = System.nanoTime();
        steps.debts().resumeOfMovedJobs();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(mainDirectory.temp())) {
            for (Path folder : folders) {
                JobId.find(String.valueOf(folder.getFileName()))
                        .ifPresent(id -> readers.execute(() -> recoverAndLog(id)));
            }
        }
        readers.shutdown();
        boolean done = readers.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        LOG.info("Jobs are taken up jobs={} under_way={} done={} millis={}", seen, resumed, done, millis);
    }

    private void recoverAndLog(JobId id) {
        try {
            recover(id);
        } catch (StoppingException e) {
            LOG.info("Job is left for the next start job={}", id);
        } catch (IOException | RuntimeException e) {
            LOG.error("Job cannot be taken up, it is left as it is job={}", id, e);
        }
    }

    private void recover(JobId id) throws IOException, StoppingException {
        Workspace workspace = new Workspace(mainDirectory, id);
        Optional<JobRecord> found = workspace.readRecord();
        if (found.isEmpty()) {
            // Nothing was promised about it: it is swept when it is old.
            return;
        }
        seen.incrementAndGet();
        if (found.get().stage() == Stage.PACKED && !found.get().owes()) {
            clearPacked(workspace, found.get());
            return;
        }
        Optional<Job> job = registry.find(id).filter(Job::tryClaim);
        if (job.isPresent()) {
            resumed.incrementAndGet();
            steps.debts().resumeOf(job.get());
            takeUp(job.get());
        }
    }

    /** Goes on with a claimed job; the claim is passed on or released. */
    private void takeUp(Job job) throws IOException, StoppingException {
        boolean passedOn = false;
        try {
            passedOn = resume(job, job.record());
        } finally {
            if (!passedOn) {
                job.release();
            }
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
                steps.debts().removeIfSettled(job);
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
        job.workspace().clearExcept(job.workspace().incoming());
        steps.fetches().resume(Attempt.ofRecord(job, maxBytes));
        return true;
    }

    private boolean packAgain(Job job, JobRecord record) throws IOException, StoppingException {
        if (record.has(RecordKey.REPACK_LEVEL)) {
            return steps.results().resume(job);
        }
        @Nullable
        Path source = job.workspace().find(record.text(RecordKey.DOWNLOAD_PATH)).orElse(null);
        if (source == null) {
            return fetchAgain(job, record);
        }
        job.workspace().clearExcept(source);
        job.resume(record.has(RecordKey.DOWNLOAD_URL) ? Stage.DOWNLOADED : Stage.UPLOADED);
        var unused = steps.packStep().begin(Attempt.ofRecord(job, maxBytes), source, null);
        return true;
    }

    private boolean interrupted(Job job) {
        TransferException failure =
                new TransferException(FailureReason.INTERRUPTED, "the server stopped while the upload came in");
        var unused = steps.endings().failed(Attempt.ofRecord(job, maxBytes), failure);
        return true;
    }

    private static void clearPacked(Workspace workspace, JobRecord record) throws IOException {
        Optional<Path> packed = workspace.find(record.text(RecordKey.PACKED_PATH));
        if (packed.isPresent()) {
            workspace.clearExcept(packed.get());
        }
    }
}
