/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The completions that outlive their job's workspace: those still owed when the result was moved, and those that were given
 * up. One file per job, replaced as a whole:
 *
 * <pre>
 *   &lt;main dir&gt;/.callbacks/&lt;job_id&gt;.json              {"format_version": 1, "callbacks": [...]}, oldest first
 *   &lt;main dir&gt;/.callbacks/&lt;job_id&gt;.json.damaged-&lt;n&gt;  one that could not be read, set aside
 *   &lt;main dir&gt;/.callbacks/retry/                      see {@link RetryRequests}
 * </pre>
 *
 * <p>Thread-safe; each change of a job's file is one step and durable when the method returns. When it throws, the old or
 * the new content is there. Every method blocks for the disk, except {@link #counts}. For the process that holds the main
 * directory; others {@link #peek}.
 *
 * <p>A file that a later version of this server wrote is never touched: it is logged and left out where all are read, and an
 * {@code IOException} where that job is asked for.
 */
public final class CompletionFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CompletionFiles.class);

    private static final String FOLDER = ".callbacks";
    private static final String ENDING = ".json";
    private static final String ASIDE = ".damaged-";
    private static final int LOCKS = 64;

    private final Path folder;
    private final Clock clock;
    private final List<Object> locks =
            IntStream.range(0, LOCKS).mapToObj(each -> new Object()).toList();
    private final CompletionTally tally = new CompletionTally();

    /** How many completions are owed, and how many were given up. */
    public record Counts(int owed, int givenUp) {}

    /**
     * Makes the folder when it is missing, removes what a crash left half written, and counts.
     *
     * @throws IOException when the folder cannot be made or listed
     */
    public CompletionFiles(MainDirectory mainDirectory, Clock clock) throws IOException {
        this.folder = folder(mainDirectory.root());
        this.clock = clock;
        Files.createDirectories(folder);
        DurableFiles.forceFolder(mainDirectory.root());
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, ".*.tmp")) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        all();
    }

    static Path folder(Path mainDir) {
        return mainDir.resolve(FOLDER);
    }

    /**
     * Stores completions of a job behind those that are stored already; one with the same idempotency key takes the place
     * of the stored one.
     */
    public void add(String jobId, List<StoredCompletion> added) throws IOException {
        change(jobId, present -> {
            List<StoredCompletion> merged = new ArrayList<>(present);
            for (StoredCompletion each : added) {
                if (!replaceIn(merged, each)) {
                    merged.add(each);
                }
            }
            return merged;
        });
    }

    /**
     * Forgets a completion, and deletes the file with the last one.
     *
     * @return whether it was stored
     */
    public boolean remove(String jobId, String idempotencyKey) throws IOException {
        return holds(
                change(
                        jobId,
                        present -> present.stream()
                                .filter(each -> !each.idempotencyKey().equals(idempotencyKey))
                                .toList()),
                idempotencyKey);
    }

    /**
     * Stores what is known now of a completion, if it is stored: one that Manager got meanwhile does not come back.
     *
     * @return whether it is stored
     */
    public boolean replace(StoredCompletion now) throws IOException {
        return holds(
                change(now.completion().jobId(), present -> {
                    List<StoredCompletion> replaced = new ArrayList<>(present);
                    replaceIn(replaced, now);
                    return replaced;
                }),
                now.idempotencyKey());
    }

    private static boolean holds(List<StoredCompletion> completions, String idempotencyKey) {
        return completions.stream().anyMatch(each -> each.idempotencyKey().equals(idempotencyKey));
    }

    private static boolean replaceIn(List<StoredCompletion> completions, StoredCompletion now) {
        for (int i = 0; i < completions.size(); i++) {
            if (completions.get(i).idempotencyKey().equals(now.idempotencyKey())) {
                completions.set(i, now);
                return true;
            }
        }
        return false;
    }

    /** A job's stored completions, oldest first; empty when there are none. */
    public List<StoredCompletion> find(String jobId) throws IOException {
        synchronized (lock(jobId)) {
            return read(jobId);
        }
    }

    /** All stored completions, each job's together and oldest first. What cannot be read is logged and left out. */
    public List<StoredCompletion> all() throws IOException {
        List<StoredCompletion> all = new ArrayList<>();
        for (String jobId : jobs(folder)) {
            try {
                all.addAll(find(jobId));
            } catch (IOException e) {
                LOG.error("Stored completions cannot be read, they are left out job={}", jobId, e);
            }
        }
        return all;
    }

    /** How many are stored, from memory. */
    public Counts counts() {
        return tally.counts();
    }

    /**
     * Forgets what was given up before a moment, and files set aside before it. What is owed is never forgotten. Reads only
     * the files of jobs that have something to forget; one that cannot be changed is logged and left for the next time.
     */
    public void forgetGivenUpBefore(Instant moment) throws IOException {
        tally.jobsWithGivenUpBefore(moment).forEach(job -> forget(job, moment));
        try (DirectoryStream<Path> aside = Files.newDirectoryStream(folder, "*" + ENDING + ASIDE + "*")) {
            for (Path file : aside) {
                if (isBefore(
                        Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                .toInstant(),
                        moment)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void forget(String jobId, Instant moment) {
        try {
            change(
                    jobId,
                    present -> present.stream()
                            .filter(stored -> !isBefore(stored.givenUpAt(), moment))
                            .toList());
            LOG.info("Completions that were given up are forgotten job={}", jobId);
        } catch (IOException e) {
            LOG.error(
                    "Completions that were given up cannot be forgotten, the next sweep tries again job={}", jobId, e);
        }
    }

    private static boolean isBefore(@Nullable Instant time, Instant moment) {
        return time != null && time.isBefore(moment);
    }

    /** A job's stored completions, for a process that does not hold the main directory; changes nothing. */
    public static List<StoredCompletion> peek(Path mainDir, String jobId) throws IOException {
        return CompletionRecord.peek(file(folder(mainDir), jobId), jobId);
    }

    /** All stored completions, for a process that does not hold the main directory; changes nothing. */
    public static List<StoredCompletion> peekAll(Path mainDir) throws IOException {
        List<StoredCompletion> all = new ArrayList<>();
        if (Files.exists(folder(mainDir))) {
            for (String jobId : jobs(folder(mainDir))) {
                all.addAll(peek(mainDir, jobId));
            }
        }
        return all;
    }

    private static List<String> jobs(Path folder) throws IOException {
        List<String> jobs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String jobId = name.substring(0, name.length() - ENDING.length());
                if (JobName.isValid(jobId)) {
                    jobs.add(jobId);
                }
            }
        }
        jobs.sort(null);
        return jobs;
    }

    /** Changes what is stored for a job, and returns what was stored before. */
    private List<StoredCompletion> change(String jobId, UnaryOperator<List<StoredCompletion>> how) throws IOException {
        synchronized (lock(jobId)) {
            List<StoredCompletion> before = read(jobId);
            List<StoredCompletion> after = how.apply(before);
            if (after.equals(before)) {
                return before;
            }
            if (after.isEmpty()) {
                Files.deleteIfExists(file(folder, jobId));
                DurableFiles.forceFolder(folder);
            } else {
                DurableFiles.write(
                        file(folder, jobId), CompletionRecord.of(after).toJson());
            }
            tally.count(jobId, after);
            return before;
        }
    }

    /** The file's content; also counts it, so that what is in memory follows what is on the disk. */
    private List<StoredCompletion> read(String jobId) throws IOException {
        Path file = file(folder, jobId);
        List<StoredCompletion> found = List.of();
        try {
            Optional<CompletionRecord> record = CompletionRecord.parse(Files.readAllBytes(file));
            if (record.isPresent() && record.get().isOfLaterVersion()) {
                throw new IOException(file + " was written by a later version of this server, and stays as it is");
            }
            if (record.isPresent() && record.get().hasList()) {
                found = record.get().completions(jobId);
            } else {
                setAside(file);
            }
        } catch (NoSuchFileException e) {
            found = List.of();
        }
        tally.count(jobId, found);
        return found;
    }

    private void setAside(Path file) throws IOException {
        int number = 1;
        Path aside;
        do {
            aside = file.resolveSibling(file.getFileName() + ASIDE + number++);
        } while (Files.exists(aside, LinkOption.NOFOLLOW_LINKS));
        DurableFiles.move(file, aside);
        // It is kept for as long as what was given up, counted from now.
        Files.setLastModifiedTime(aside, FileTime.from(clock.instant()));
        LOG.error("Stored completions are damaged and set aside, Manager may not hear of them file={}", aside);
    }

    private static Path file(Path folder, String jobId) {
        return folder.resolve(JobName.require(jobId) + ENDING);
    }

    private Object lock(String jobId) {
        return locks.get(Math.floorMod(jobId.hashCode(), LOCKS));
    }
}
