/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what nobody needs any more: jobs idle for longer than their time to live, workspaces no job owns once they are that
 * old, what failures left in staging, remembered moves and completions that were given up. A job that still owes Manager a completion stays. Owns its thread.
 */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** A slow client's file may rest this long in staging. */
    private static final Duration LEAST_IN_STAGING = Duration.ofHours(6);

    private static final long STOP_SECONDS = 2;

    private final JobRegistry registry;
    private final MainDirectory mainDirectory;
    private final Results.Traces traces;
    private final AppConfig config;
    private final Clock clock;
    private @Nullable CompletableFuture<Swept> next;

    // Of the sweep under way; for the thread only.
    private int jobs;
    private int workspaces;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sweeper"));

    Sweeper(JobRegistry registry, MainDirectory mainDirectory, Results.Traces traces, AppConfig config, Clock clock) {
        this.registry = registry;
        this.mainDirectory = mainDirectory;
        this.traces = traces;
        this.config = config;
        this.clock = clock;
    }

    /** What a sweep removed: jobs that expired, and workspaces that no job owned. */
    record Swept(int jobs, int workspaces) {}

    /**
     * A sweep at once, or after one that is under way; those who ask before it begins share it.
     *
     * @return completes with what it removed, or fails with why it could not be made
     */
    synchronized CompletableFuture<Swept> request() {
        CompletableFuture<Swept> asked = next;
        if (asked == null) {
            asked = new CompletableFuture<>();
            CompletableFuture<Swept> mine = asked;
            try {
                thread.execute(TimerErrors.told(() -> sweepFor(mine)));
            } catch (RejectedExecutionException e) {
                return CompletableFuture.failedFuture(new StoppingException());
            }
            next = mine;
        }
        return asked.copy();
    }

    private void sweepFor(CompletableFuture<Swept> asked) {
        synchronized (this) {
            next = null;
        }
        try {
            Swept swept = sweep();
            LOG.info("Sweep is done on request jobs={} workspaces={}", swept.jobs(), swept.workspaces());
            asked.complete(swept);
        } catch (IOException | RuntimeException e) {
            LOG.error("Sweep failed, the next one tries again", e);
            asked.completeExceptionally(e);
        } catch (Error e) {
            asked.completeExceptionally(e);
            throw e;
        }
    }

    void start() {
        long interval = config.transfer().cleanupInterval().toMillis();
        var unused = thread.scheduleWithFixedDelay(
                TimerErrors.told(this::sweepAndLog), interval, interval, TimeUnit.MILLISECONDS);
    }

    private void sweepAndLog() {
        try {
            Swept swept = sweep();
            LOG.debug("Sweep is done jobs={} workspaces={}", swept.jobs(), swept.workspaces());
        } catch (IOException | RuntimeException e) {
            LOG.error("Sweep failed, the next one tries again", e);
        }
    }

    /** Removes what is due now; what cannot be removed is logged and tried again next time. */
    private Swept sweep() throws IOException {
        jobs = 0;
        workspaces = 0;
        Instant now = clock.instant();
        Duration ttl = config.transfer().jobTtl();
        Instant limit = now.minus(ttl);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(mainDirectory.temp())) {
            for (Path entry : entries) {
                attempt("workspace " + entry.getFileName(), () -> sweep(entry, limit));
            }
        }
        for (Job job : registry.all()) {
            AtWork.on(job.id());
            try {
                attempt("job", () -> sweep(job, limit));
            } finally {
                AtWork.end();
            }
        }
        attempt("moves", () -> traces.movedJobs().forgetBefore(limit, traces.debts()));
        attempt(
                "completions",
                () -> traces.debts()
                        .forgetGivenUpBefore(now.minus(config.manager().callbackKeep())));
        Duration inStaging = ttl.compareTo(LEAST_IN_STAGING) > 0 ? ttl : LEAST_IN_STAGING;
        attempt("staging", () -> sweepStaging(now.minus(inStaging)));
        return new Swept(jobs, workspaces);
    }

    private void sweepStaging(Instant limit) throws IOException {
        int files = mainDirectory.sweepStaging(limit);
        if (files > 0) {
            LOG.warn("Files were left in staging and are removed files={}", files);
        }
    }

    private void sweep(Path entry, Instant limit) throws IOException {
        if (!DurableFiles.isOlder(entry, limit)) {
            return;
        }
        Optional<JobId> id = JobId.find(String.valueOf(entry.getFileName()));
        if (id.isEmpty()) {
            DurableFiles.deleteTree(entry);
            workspaces++;
            LOG.info("Foreign entry is removed from the workspaces name={}", entry.getFileName());
        } else if (registry.find(id.get()).isEmpty()) {
            // No record, or none that can be read: an attempt that begins now finds the claim taken and waits.
            registry.removeUnknown(id.get());
            workspaces++;
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
                jobs++;
                LOG.info("Job expired job={}", job.id());
            }
        } finally {
            job.release();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(String what, Step step) {
        try {
            step.run();
        } catch (LaterVersionException e) {
            // Said when the server started; it would be said again with every sweep.
            LOG.debug("Sweep leaves something as it is what={}", what, e);
        } catch (IOException | RuntimeException e) {
            LOG.error("Something cannot be swept, the next sweep tries again what={}", what, e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
