/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what nobody needs any more: jobs idle for longer than their time to live, workspaces no job owns once they are that
 * old, and remembered moves. A job that still owes Manager a completion stays. Owns its thread.
 */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final JobRegistry registry;
    private final MainDirectory mainDirectory;
    private final MovedJobs movedJobs;
    private final TransferConfig config;
    private final Clock clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sweeper"));

    Sweeper(
            JobRegistry registry,
            MainDirectory mainDirectory,
            MovedJobs movedJobs,
            TransferConfig config,
            Clock clock) {
        this.registry = registry;
        this.mainDirectory = mainDirectory;
        this.movedJobs = movedJobs;
        this.config = config;
        this.clock = clock;
    }

    void start() {
        long interval = config.cleanupInterval().toMillis();
        var unused = thread.scheduleWithFixedDelay(this::sweepAndLog, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void sweepAndLog() {
        try {
            sweep();
        } catch (IOException | RuntimeException e) {
            LOG.error("Sweep failed, the next one tries again", e);
        }
    }

    /** Removes what is due now; what cannot be removed is logged and tried again next time. */
    void sweep() throws IOException {
        Instant limit = clock.instant().minus(config.jobTtl());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(mainDirectory.temp())) {
            for (Path entry : entries) {
                attempt(entry.getFileName(), () -> sweep(entry, limit));
            }
        }
        for (Job job : registry.all()) {
            attempt(job.id(), () -> sweep(job, limit));
        }
        movedJobs.forgetBefore(limit);
    }

    private void sweep(Path entry, Instant limit) throws IOException {
        if (!isOlder(entry, limit)) {
            return;
        }
        Optional<JobId> id = JobId.find(String.valueOf(entry.getFileName()));
        if (id.isEmpty()) {
            DurableFiles.deleteTree(entry);
            LOG.info("Foreign entry is removed from the workspaces name={}", entry.getFileName());
        } else if (registry.find(id.get()).isEmpty()) {
            // No record, or none that can be read: an attempt that begins now finds the claim taken and waits.
            registry.removeUnknown(id.get());
        }
    }

    private void sweep(Job job, Instant limit) throws IOException {
        if (!job.lastActivity().isBefore(limit) || job.record().owes() || !job.tryClaim()) {
            return;
        }
        try {
            if (registry.holds(job)
                    && job.lastActivity().isBefore(limit)
                    && !job.record().owes()) {
                registry.remove(job);
                LOG.info("Job expired job={}", job.id());
            }
        } finally {
            job.release();
        }
    }

    private static boolean isOlder(Path path, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(limit);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Object what, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            LOG.error("Cannot be swept, the next sweep tries again what={}", what, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
