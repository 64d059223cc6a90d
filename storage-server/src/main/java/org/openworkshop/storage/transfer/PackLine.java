/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.storage.FreeSpace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs packing tasks, a bounded number at once, in the order they came. A task that takes too long or stands still is interrupted;
 * one that does not heed that is abandoned with its thread, and its place is free for the next. Owns its threads. Thread-safe.
 */
final class PackLine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PackLine.class);
    private static final long LOOK_MILLIS = 250;
    private static final Duration STOP_WAIT = Duration.ofSeconds(5);

    private final Line line;
    private final FreeSpace space;
    private final Limits limits;
    private final ConcurrentHashMap<PackTask, Line.Ticket> running = new ConcurrentHashMap<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final ExecutorService workers;
    private final ScheduledExecutorService watch;

    /**
     * How long a task may take.
     *
     * @param idle without any sign of work
     * @param total in all
     * @param patience to end once it was interrupted
     */
    record Limits(Duration idle, Duration total, Duration patience) {
        static Limits of(TransferConfig.Timeouts timeouts) {
            return new Limits(timeouts.repackIdle(), timeouts.repackTotal(), Duration.ofSeconds(5));
        }
    }

    PackLine(Line line, FreeSpace space, Limits limits) {
        this.line = line;
        this.space = space;
        this.limits = limits;
        AtomicInteger number = new AtomicInteger();
        this.workers = Executors.newCachedThreadPool(task -> daemon(task, "pack-" + number.incrementAndGet()));
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "pack-watch"));
        var unused = watch.scheduleWithFixedDelay(
                TimerErrors.told(this::lookAndLog), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Daemons, so that an abandoned decoder cannot keep the process from ending. */
    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Whether nothing new should be taken in. */
    boolean isFull() {
        return line.isFull();
    }

    /** How many threads are left to decoders that do not end. */
    int abandoned() {
        return abandoned.get();
    }

    /** A task that is not in line yet: whoever waits for its result can say so first. */
    PackTask task(Job job, PackTask.Work work) {
        return new PackTask(job, work, space);
    }

    /** Lines a task up, also when the line is full: its job was taken in before. When the server stops, the task ends at once. */
    void add(PackTask task) {
        try {
            Line.Ticket ticket = line.joinAnyway(task.job().topic());
            task.job().cancellation().through(() -> cancel(task, ticket));
            var unused = ticket.turn().whenComplete((turn, closed) -> {
                if (closed == null) {
                    start(task, ticket);
                } else {
                    task.turnAway(closed);
                }
            });
        } catch (StoppingException e) {
            task.turnAway(e);
        }
    }

    private static void cancel(PackTask task, Line.Ticket ticket) {
        TransferException reason = Cancellation.failure(task.job().interruption());
        task.stop(reason, System.nanoTime());
        ticket.turnAway(reason);
    }

    private void start(PackTask task, Line.Ticket ticket) {
        try {
            workers.execute(() -> run(task, ticket));
        } catch (RejectedExecutionException e) {
            task.turnAway(new StoppingException());
            ticket.close();
        } catch (Throwable e) {
            task.turnAway(e);
            ticket.close();
        }
    }

    private void run(PackTask task, Line.Ticket ticket) {
        running.put(task, ticket);
        try {
            // Whoever waits for the result goes on before the place is given up: a stopping server waits for both.
            task.run(System.nanoTime());
        } finally {
            ticket.close();
            if (running.remove(task) == null) {
                abandoned.decrementAndGet();
            }
        }
    }

    private void lookAndLog() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("Looking after packing failed, the next look tries again", e);
        }
    }

    private void look() {
        long now = System.nanoTime();
        for (PackTask task : running.keySet()) {
            if (task.workingFor(now) > limits.total().toNanos()) {
                task.stop(tooLong("packing took longer than " + limits.total()), now);
            } else if (task.idleFor(now) > limits.idle().toNanos()) {
                task.stop(tooLong("packing stood still for " + limits.idle()), now);
            }
            if (task.stoppedFor(now) > limits.patience().toNanos()) {
                abandon(task);
            }
        }
    }

    private static TransferException tooLong(String detail) {
        return new TransferException(FailureReason.REPACK_TIMEOUT, detail);
    }

    private void abandon(PackTask task) {
        Line.@Nullable Ticket place = running.remove(task);
        if (place == null) {
            return;
        }
        abandoned.incrementAndGet();
        @Nullable Thread left = task.abandon();
        place.close();
        if (left != null) {
            IllegalStateException whereItIs = new IllegalStateException("the decoder is here");
            whereItIs.setStackTrace(left.getStackTrace());
            LOG.error(
                    "A decoder does not stop and is left to itself job={}",
                    task.job().id(),
                    whereItIs);
        }
    }

    /** Begins nothing any more, and interrupts what is under way, which is left for the next start. */
    @Override
    public void close() {
        line.close();
        long now = System.nanoTime();
        running.keySet().forEach(task -> task.stop(new StoppingException(), now));
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                running.keySet().forEach(this::abandon);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.shutdownNow();
    }
}
