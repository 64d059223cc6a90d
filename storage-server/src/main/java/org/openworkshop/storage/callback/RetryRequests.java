/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openworkshop.storage.storage.DurableFiles;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How another process asks the running server to tell Manager again, now: an empty file
 * {@code <main dir>/.callbacks/retry/<job_id>}. The server looks once a second, takes the file by deleting it and hands the
 * job's name on. A request that was taken is not repeated; asking twice before it is taken is asking once.
 *
 * <p>Owns one daemon thread from {@link #start} to {@link #close}.
 */
public final class RetryRequests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetryRequests.class);

    /** Bounds the time and memory of one look; the others are there at the next. */
    static final int MOST_PER_LOOK = 1000;

    private static final int CLOSING_SECONDS = 5;

    private final Path folder;
    private final Consumer<String> retry;
    private final ScheduledThreadPoolExecutor thread;
    private boolean failing;

    /**
     * Makes the folder; nobody looks before {@link #start}.
     *
     * @param retry gets the name of each job, on this object's thread; it may block, and what it throws is logged. Nobody
     *     checked whether there is such a job.
     * @throws IOException when the folder cannot be made
     */
    public RetryRequests(MainDirectory mainDirectory, Consumer<String> retry) throws IOException {
        this.folder = folder(mainDirectory.root());
        this.retry = retry;
        Files.createDirectories(folder);
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "callback-requests");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins to look. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(Alarm.told(this::look), 0, 1, TimeUnit.SECONDS);
    }

    /**
     * Asks the server that holds the main directory, or the next one that does. For any process whose user may write there.
     *
     * @throws IllegalArgumentException when the text is no job's name
     * @throws IOException when the request cannot be written
     */
    public static void request(Path mainDir, String jobId) throws IOException {
        Path file = file(mainDir, jobId);
        Files.createDirectories(folder(mainDir));
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException asked) {
            LOG.debug("The server was asked already job={}", jobId);
        }
    }

    /** Whether a request was written that no server has taken yet. */
    public static boolean isWaiting(Path mainDir, String jobId) {
        return Files.exists(file(mainDir, jobId), LinkOption.NOFOLLOW_LINKS);
    }

    private static Path folder(Path mainDir) {
        return CompletionFiles.folder(mainDir).resolve("retry");
    }

    private static Path file(Path mainDir, String jobId) {
        return folder(mainDir).resolve(JobName.require(jobId));
    }

    /** Takes what is there. What cannot be taken is logged, and is there at the next look. */
    void look() {
        boolean failed = false;
        try {
            for (Path file : present()) {
                if (thread.isShutdown()) {
                    return;
                }
                failed |= !take(file);
            }
        } catch (IOException | RuntimeException e) {
            complain(folder, e);
            failed = true;
        }
        failing = failed;
    }

    /** Once per trouble, not once per second. */
    private void complain(Path what, Exception failure) {
        if (!failing) {
            LOG.error("Requests to tell Manager again cannot be taken, trying on path={}", what, failure);
        }
    }

    private List<Path> present() throws IOException {
        List<Path> present = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            Iterator<Path> each = files.iterator();
            while (each.hasNext() && present.size() < MOST_PER_LOOK) {
                present.add(each.next());
            }
        }
        return present;
    }

    /** Deletes first: a request that could not be deleted would be obeyed every second. Returns whether it could. */
    private boolean take(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            DurableFiles.deleteTree(file);
        } catch (IOException e) {
            complain(file, e);
            return false;
        }
        if (!JobName.isValid(name)) {
            LOG.warn("What is no request to tell Manager again is deleted name={}", name);
            return true;
        }
        LOG.info("Asked to tell Manager again job={}", name);
        try {
            retry.accept(name);
        } catch (RuntimeException e) {
            LOG.error("Manager cannot be told again job={}", name, e);
        }
        return true;
    }

    /** Looks no more, and waits up to 5 seconds for a request that is being handed on. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Closing while a request to tell Manager again is handed on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
