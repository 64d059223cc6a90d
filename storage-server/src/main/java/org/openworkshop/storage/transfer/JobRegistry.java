/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All jobs in memory, and those that only their record on disk remembers. Thread-safe.
 */
final class JobRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(JobRegistry.class);
    private static final Duration CLAIM_WAIT = Duration.ofMillis(100);

    private final ConcurrentHashMap<JobId, Job> jobs = new ConcurrentHashMap<>();
    private final MainDirectory mainDirectory;
    private final JobFeed feed;
    private final Clock clock;

    JobRegistry(MainDirectory mainDirectory, JobFeed feed, Clock clock) {
        this.mainDirectory = mainDirectory;
        this.feed = feed;
        this.clock = clock;
    }

    /** The job, from memory or from its record; absent when neither knows it, or a later version of the server left it. */
    Optional<Job> find(JobId id) throws IOException {
        try {
            return restore(id);
        } catch (LaterVersionException e) {
            LOG.debug("A job of a later version counts as unknown job={}", id);
            return Optional.empty();
        }
    }

    /** The job as with {@link #find}, but one that a later version left is an error. */
    Optional<Job> restore(JobId id) throws IOException {
        Job known = jobs.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            return Optional.ofNullable(jobs.computeIfAbsent(id, this::load));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Job open(JobId id) throws IOException {
        Optional<Job> known = restore(id);
        return known.isPresent()
                ? known.get()
                : jobs.computeIfAbsent(
                        id,
                        key -> create(key, JobRecord.create(key, clock.instant().getEpochSecond()), clock.instant()));
    }

    /**
     * The job, new when nobody knows it yet, claimed; absent when it is being worked on. Waits a moment, because the end of an
     * attempt is told before its last traces are put away. A job of a later version is never free.
     */
    Optional<Job> claim(JobId id) throws IOException, InterruptedException {
        while (true) {
            Job job;
            try {
                job = open(id);
            } catch (LaterVersionException e) {
                LOG.warn("Job is not touched, a later version wrote its record job={}", id);
                return Optional.empty();
            }
            if (!job.tryClaim(CLAIM_WAIT)) {
                return Optional.empty();
            }
            if (holds(job)) {
                return Optional.of(job);
            }
            // It was moved or swept between the two steps.
            job.release();
        }
    }

    /** Whether this very job is still the one of its id. */
    boolean holds(Job job) {
        return jobs.get(job.id()) == job;
    }

    /** All jobs in memory. */
    Collection<Job> all() {
        return List.copyOf(jobs.values());
    }

    /** How many jobs in memory are in each stage. */
    Map<Stage, Integer> countByStage() {
        Map<Stage, Integer> counts = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            counts.put(stage, 0);
        }
        jobs.values().forEach(job -> counts.merge(job.record().stage(), 1, Integer::sum));
        return counts;
    }

    /** Deletes a workspace that no job stands behind. */
    void removeUnknown(JobId id) throws IOException {
        Job job = open(id);
        if (!job.tryClaim()) {
            return;
        }
        try {
            if (holds(job) && job.workspace().readRecord().isEmpty()) {
                remove(job);
            }
        } finally {
            job.release();
        }
    }

    /** Forgets a job and deletes its workspace. */
    void remove(Job job) throws IOException {
        job.workspace().delete();
        feed.disown(job.id());
        jobs.remove(job.id(), job);
    }

    private @Nullable Job load(JobId id) {
        Workspace workspace = new Workspace(mainDirectory, id);
        try {
            Instant changed = workspace.lastChange().orElseGet(clock::instant);
            return workspace
                    .readRecord()
                    .map(record -> create(id, record, changed))
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Job create(JobId id, JobRecord record, Instant lastActivity) {
        JobTopic topic = feed.own(id);
        Job job = new Job(new Workspace(mainDirectory, id), topic, record, lastActivity, clock);
        if (topic.stage() == Stage.PENDING) {
            topic.restore(
                    record.stage(),
                    record.number(RecordKey.DOWNLOADED_BYTES).orElse(0),
                    record.value(RecordKey.TOTAL_BYTES),
                    detail(record));
        }
        return job;
    }

    /** What other programs recorded was not written to be shown. */
    private static @Nullable String detail(JobRecord record) {
        return record.stage() == Stage.ERROR && record.isOurs() ? record.text(RecordKey.ERROR) : null;
    }
}
