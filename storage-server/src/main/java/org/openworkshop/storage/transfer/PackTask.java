/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.PackListener;
import org.openworkshop.storage.storage.FreeSpace;

/**
 * One job's packing: tells watchers how far it has come, keeps the disk from filling up, and can be stopped from outside. A
 * decoder that does not stop is abandoned: from then on nothing it does reaches the job. Thread-safe.
 */
final class PackTask implements PackListener {
    private final Job job;
    private final Work work;
    private final FreeSpace space;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Packing.Result> result = new CompletableFuture<>();
    private volatile long workedAt;
    private long begunAt;
    private @Nullable Thread thread;
    private @Nullable Exception stopped;
    private long stoppedAt;
    private boolean over;

    /** What is to be done; runs on a thread of its own. */
    interface Work {
        Packing.Result run(PackTask task) throws TransferException, IOException, InterruptedException;
    }

    PackTask(Job job, Work work, FreeSpace space) {
        this.job = job;
        this.work = work;
        this.space = space;
    }

    Job job() {
        return job;
    }

    /** Completes when the job's turn has come, or never will. */
    CompletableFuture<Void> begun() {
        return begun;
    }

    /**
     * Completes with the result. Fails with {@link TransferException} or {@link IOException} when the job failed, with {@link
     * InterruptedException} or {@link StoppingException} when the server stops.
     */
    CompletableFuture<Packing.Result> result() {
        return result;
    }

    /** Does the work on this thread. What waits for the result goes on, on this thread, before this returns. */
    void run(long nowNanos) {
        AtWork.on(job.id());
        try {
            work(nowNanos);
        } finally {
            AtWork.end();
        }
    }

    private void work(long nowNanos) {
        boolean wanted;
        synchronized (this) {
            begunAt = nowNanos;
            workedAt = nowNanos;
            thread = Thread.currentThread();
            wanted = stopped == null;
        }
        begun.complete(null);
        Packing.@Nullable Result packed = null;
        Throwable failure = null;
        try {
            packed = wanted ? work.run(this) : null;
        } catch (Throwable e) {
            failure = e;
        }
        if (!end()) {
            return;
        }
        if (packed != null) {
            result.complete(packed);
        } else {
            result.completeExceptionally(why(failure));
        }
    }

    /** It will not be begun. */
    void turnAway(Throwable reason) {
        begun.complete(null);
        result.completeExceptionally(reason);
    }

    /** From here on nobody interrupts this thread; false when the task was abandoned. */
    private synchronized boolean end() {
        thread = null;
        boolean first = !over;
        over = true;
        // An interrupt that came too late must not hit what follows.
        Thread.interrupted();
        return first;
    }

    /** Whatever an interrupted task fails with, it failed because it was interrupted. */
    private synchronized Throwable why(@Nullable Throwable failure) {
        Exception reason = stopped;
        if (reason != null) {
            return reason;
        }
        return failure == null ? new IllegalStateException("packing gave no result") : failure;
    }

    /** Asks the work to end, or not to begin; only the first reason counts. */
    synchronized void stop(Exception reason, long nowNanos) {
        Thread running = thread;
        if (over || stopped != null) {
            return;
        }
        stopped = reason;
        stoppedAt = nowNanos;
        if (running != null) {
            running.interrupt();
        }
    }

    /**
     * Gives up a task that was stopped and does not end: its result is that it was stopped.
     *
     * @return the thread that is left to itself, null when the task has ended
     */
    @Nullable
    Thread abandon() {
        Thread left;
        Exception reason;
        synchronized (this) {
            left = thread;
            reason = stopped;
            if (over || left == null || reason == null) {
                return null;
            }
            over = true;
        }
        result.completeExceptionally(reason);
        return left;
    }

    /** Nanoseconds since the task was asked to end; negative when it was not, or has ended. */
    synchronized long stoppedFor(long nowNanos) {
        return stopped == null || thread == null ? -1 : nowNanos - stoppedAt;
    }

    /** Nanoseconds since the last sign of work; negative when none can be expected now. */
    synchronized long idleFor(long nowNanos) {
        return thread == null ? -1 : nowNanos - workedAt;
    }

    /** Nanoseconds since the work began; negative when it has not, or has ended. */
    synchronized long workingFor(long nowNanos) {
        return thread == null ? -1 : nowNanos - begunAt;
    }

    /** Changes the job or its files, unless the task was stopped or abandoned: no interrupt comes in the middle of it. */
    synchronized void change(Change change) throws IOException {
        if (over || stopped != null) {
            throw new InterruptedIOException("packing was stopped");
        }
        change.run();
    }

    /** A step that must not happen after the task was abandoned. */
    interface Change {
        void run() throws IOException;
    }

    void enter(Stage stage) throws IOException {
        change(() -> job.enter(stage));
    }

    @Override
    public void extracting(int percent) {
        percent(percent);
    }

    @Override
    public void repacking(int percent) throws IOException {
        if (job.record().stage() == Stage.EXTRACTING) {
            enter(Stage.REPACKING);
        }
        percent(percent);
    }

    private synchronized void percent(int percent) {
        if (!over) {
            job.topic().percent(percent);
        }
    }

    @Override
    public void working() {
        workedAt = System.nanoTime();
    }

    @Override
    public void writing(long bytes) throws IOException {
        change(() -> space.require(bytes));
        working();
    }
}
