/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaDirectory;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.ContentHash;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.RefusedPathException;
import org.openworkshop.storage.storage.StoredFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Manager does with a job's result: have it packed again, or moved to its permanent place. Thread-safe; blocks. */
public final class Results {
    private static final Logger LOG = LoggerFactory.getLogger(Results.class);
    private static final Duration CLAIM_STEP = Duration.ofMillis(250);
    private static final int MOST_CLAIM_STEPS = 40;

    private final JobRegistry registry;
    private final Repacks repacks;
    private final MainDirectory mainDirectory;
    private final MovedJobs movedJobs;
    private final Debts debts;
    private final TransferListener listener;

    /** What outlives a job. */
    record Traces(MovedJobs movedJobs, Debts debts) {}

    Results(
            JobRegistry registry,
            Repacks repacks,
            MainDirectory mainDirectory,
            Traces traces,
            TransferListener listener) {
        this.registry = registry;
        this.repacks = repacks;
        this.mainDirectory = mainDirectory;
        this.movedJobs = traces.movedJobs();
        this.debts = traces.debts();
        this.listener = listener;
    }

    /** A repacked result; the path is relative to the main directory. */
    public record Repacked(JobId jobId, long packedBytes, String packedPath, long unpackedBytes) {}

    /** A moved result. */
    public record Moved(JobId jobId, String finalPath, long finalBytes, OptionalLong unpackedBytes) {}

    /** Whether a job of that id is known. */
    public boolean knows(JobId id) throws IOException {
        return registry.find(id).isPresent();
    }

    /**
     * Packs a job's source again, or its result when the source is gone. A failure leaves the earlier result as it was.
     *
     * @param level Deflate level, 0 to 9
     * @throws StoppingException when the server stops; the next start goes on with it
     */
    public Repacked repack(JobId id, int level)
            throws ResultException, TransferException, StoppingException, IOException, InterruptedException {
        return repacks.repack(claim(id), level);
    }

    /**
     * Moves a job's result to its permanent place, replacing a file there atomically; then the job, its watchers and its
     * workspace are gone. The same move repeated gives the same answer.
     *
     * @throws RefusedPathException when the place is not one where a file may be
     */
    public Moved move(JobId id, Area area, String path)
            throws ResultException, RefusedPathException, IOException, InterruptedException {
        Optional<Job> known = registry.find(id);
        if (known.isEmpty()) {
            return repeated(id, area, path);
        }
        Job job = known.get();
        for (int step = 1; !job.tryClaim(CLAIM_STEP); step++) {
            if (!job.record().has(RecordKey.PACKED_PATH)) {
                return missing(job);
            }
            if (step == MOST_CLAIM_STEPS) {
                throw new ResultException(ResultException.Reason.BUSY, id);
            }
        }
        try {
            return registry.holds(job) ? move(job, area, path) : repeated(id, area, path);
        } finally {
            job.release();
        }
    }

    /** The answer to a move that was done before, by whoever asked first. */
    private Moved repeated(JobId id, Area area, String path) throws ResultException, RefusedPathException, IOException {
        JobRecord record =
                movedJobs.find(id).orElseThrow(() -> new ResultException(ResultException.Reason.JOB_NOT_FOUND, id));
        String target = AreaPath.parse(area, path).toString();
        if (!target.equals(record.text(RecordKey.FINAL_PATH))) {
            throw new ResultException(ResultException.Reason.JOB_NOT_FOUND, id);
        }
        return moved(id, record);
    }

    /**
     * The steps survive a crash between any two: the record names the target before the rename, so a repeated request finds
     * either the packed file or the file at its target.
     */
    private Moved move(Job job, Area areaName, String path) throws ResultException, RefusedPathException, IOException {
        AreaDirectory area = mainDirectory.area(areaName);
        Optional<Path> packed =
                job.workspace().find(job.record().text(RecordKey.PACKED_PATH)).filter(file -> isWhole(job, file));
        if (packed.isEmpty() && !job.record().has(RecordKey.FINAL_PATH)) {
            return movedJobs.find(job.id()).isPresent() ? repeated(job.id(), areaName, path) : missing(job);
        }
        AreaPath target = AreaPath.parse(areaName, path);
        if (packed.isPresent()) {
            area.requirePublishable(target);
            long bytes = Files.size(packed.get());
            job.update(record ->
                    record.with(RecordKey.FINAL_PATH, target.toString()).with(RecordKey.FINAL_BYTES, bytes));
            ContentHash.parse(job.record().text(RecordKey.SHA256)).ifPresent(hash -> hash.keepWith(packed.get()));
            DurableFiles.force(packed.get());
            area.publish(packed.get(), target);
        } else if (!isAtTarget(job, area, target)) {
            return missing(job);
        }
        JobRecord moved = job.record().with(RecordKey.MOVED_AT, job.now());
        movedJobs.remember(job.id(), moved);
        debts.takeOver(job);
        registry.remove(job);
        Moved result = moved(job.id(), moved);
        listener.moved(result.finalBytes());
        LOG.info("Result is moved job={} path={} bytes={}", job.id(), target, result.finalBytes());
        return result;
    }

    /** A result of another size than the record says was damaged, by a power cut under a service that did not force it, say. */
    private static boolean isWhole(Job job, Path file) {
        @Nullable Long recorded = job.record().value(RecordKey.PACKED_BYTES);
        try {
            if (recorded == null || Files.size(file) == recorded) {
                return true;
            }
            LOG.error("Result is damaged job={} bytes={} recorded_bytes={}", job.id(), Files.size(file), recorded);
        } catch (IOException e) {
            LOG.warn("Result cannot be looked at job={} reason={}", job.id(), e.toString());
        }
        return false;
    }

    private static boolean isAtTarget(Job job, AreaDirectory area, AreaPath target)
            throws IOException, RefusedPathException {
        Optional<StoredFile> there = area.find(target);
        return target.toString().equals(job.record().text(RecordKey.FINAL_PATH))
                && there.isPresent()
                && there.get().size()
                        == job.record().number(RecordKey.FINAL_BYTES).orElse(-1);
    }

    private static Moved missing(Job job) throws ResultException {
        throw new ResultException(ResultException.Reason.PACKED_NOT_FOUND, job.id());
    }

    private static Moved moved(JobId id, JobRecord record) {
        String path = record.text(RecordKey.FINAL_PATH);
        return new Moved(
                id,
                path == null ? "" : path,
                record.number(RecordKey.FINAL_BYTES).orElse(0),
                record.number(RecordKey.UNPACKED_BYTES));
    }

    private Job claim(JobId id) throws ResultException, IOException, InterruptedException {
        Job job = registry.find(id).orElseThrow(() -> new ResultException(ResultException.Reason.JOB_NOT_FOUND, id));
        if (!job.tryClaim(CLAIM_STEP)) {
            throw new ResultException(ResultException.Reason.BUSY, id);
        }
        if (!registry.holds(job)) {
            job.release();
            throw new ResultException(ResultException.Reason.JOB_NOT_FOUND, id);
        }
        return job;
    }
}
