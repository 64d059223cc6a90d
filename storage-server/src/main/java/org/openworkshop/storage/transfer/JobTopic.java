/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's present state and those who watch it. At most one progress event per 250 ms goes out, and always the last one of
 * a stage. Thread-safe.
 */
final class JobTopic {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final double WHOLE_PERCENT = 100;

    private static final Logger LOG = LoggerFactory.getLogger(JobTopic.class);

    private final LongSupplier nanoTime;
    private final TransferListener listener;
    private final Set<JobWatcher> watchers = new LinkedHashSet<>();
    private Stage stage = Stage.PENDING;
    private long stageSince;
    private long bytes;
    private @Nullable Long total;
    private @Nullable Integer percent;
    private @Nullable Queue queue;
    private @Nullable String detail;
    private boolean unsent;
    private final Rate rate = new Rate();
    private long lastProgress;
    private boolean owned;

    /** Where the job stands in line. Asked with the topic's lock held. */
    interface Queue {
        /** The place now, null when the job waits no more. */
        @Nullable
        Waiting waiting();
    }

    /**
     * A wait.
     *
     * @param seconds how long it will still take, null when that is not known
     */
    record Waiting(JobEvent.Place place, @Nullable Long seconds) {}

    /** @param listener hears how long the job was in each stage that this server saw begin */
    JobTopic(LongSupplier nanoTime, TransferListener listener) {
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.stageSince = nanoTime.getAsLong();
        this.lastProgress = stageSince - INTERVAL_NANOS;
    }

    /** Adds a watcher, which hears a snapshot first. */
    synchronized void add(JobWatcher watcher) {
        watchers.add(watcher);
        watcher.event(event(JobEvent.Type.PROGRESS, null));
    }

    synchronized void remove(JobWatcher watcher) {
        watchers.remove(watcher);
    }

    /** Whether nobody needs this topic any more. */
    synchronized boolean idle() {
        return watchers.isEmpty() && !owned;
    }

    synchronized int watcherCount() {
        return watchers.size();
    }

    /** Marks whether a job in memory stands behind the topic. */
    synchronized void owned(boolean owned) {
        this.owned = owned;
    }

    /** Takes over a known state without telling anyone. */
    synchronized void restore(Stage stage, long bytes, @Nullable Long total) {
        restore(stage, bytes, total, null);
    }

    /**
     * Takes over a known state without telling anyone.
     *
     * @param detail what was wrong, when the job has failed
     */
    synchronized void restore(Stage stage, long bytes, @Nullable Long total, @Nullable String detail) {
        this.stage = stage;
        this.stageSince = nanoTime.getAsLong();
        this.bytes = bytes;
        this.total = total;
        this.percent = null;
        this.queue = null;
        this.detail = detail;
        this.unsent = false;
        rate.restart(bytes, nanoTime.getAsLong());
    }

    /** Where the job stands now, as a watcher that comes now would hear it. */
    synchronized JobEvent snapshot() {
        return event(JobEvent.Type.PROGRESS, null);
    }

    /** Bytes of the source that are received or packed in a second, null while that is not known. */
    synchronized @Nullable Long bytesPerSecond() {
        OptionalDouble perSecond = rate.perSecond();
        if (perSecond.isEmpty() || !(stage.receives() || stage.countsPercent())) {
            return null;
        }
        return Math.round(
                stage.countsPercent() ? perSecond.getAsDouble() * bytes / WHOLE_PERCENT : perSecond.getAsDouble());
    }

    synchronized Stage stage() {
        return stage;
    }

    /** Enters a stage. */
    synchronized void stage(Stage next) {
        flush();
        leaveFor(next);
        detail = null;
        percent = next.countsPercent() ? Integer.valueOf(0) : null;
        queue = null;
        rate.restart(next.countsPercent() ? 0 : bytes, nanoTime.getAsLong());
        send(event(JobEvent.Type.STAGE, null));
    }

    synchronized void bytes(long bytes, @Nullable Long total) {
        this.bytes = bytes;
        this.total = total;
        rate.reached(bytes, nanoTime.getAsLong());
        progressed();
    }

    /** The job waits in line from now on. */
    synchronized void waitIn(Queue line) {
        queue = line;
    }

    /** The job does not wait there any more; where it waits by now, it goes on waiting. */
    synchronized void waitNoMoreIn(Queue line) {
        if (queue == line) {
            queue = null;
        }
    }

    /** The job's place in line has changed: for those who watch. */
    synchronized void moved() {
        if (queue != null && !watchers.isEmpty()) {
            progressed();
        }
    }

    /** Raises the stage's percentage; a smaller or equal one changes nothing. */
    synchronized void percent(int value) {
        Integer before = percent;
        if (before != null && value > before) {
            percent = Math.min(100, value);
            rate.reached(percent, nanoTime.getAsLong());
            progressed();
        }
    }

    /** Sends the progress that came too soon after the one before, and that nothing followed. */
    synchronized void tellLate() {
        if (unsent) {
            progressed();
        }
    }

    synchronized void complete() {
        flush();
        leaveFor(Stage.PACKED);
        percent = null;
        queue = null;
        send(event(JobEvent.Type.COMPLETE, null));
    }

    /**
     * The job has failed.
     *
     * @param detail what exactly was wrong, one line; who comes later hears it too
     */
    synchronized void error(String message, String detail) {
        flush();
        leaveFor(Stage.ERROR);
        this.detail = detail;
        percent = null;
        queue = null;
        send(event(JobEvent.Type.ERROR, message));
    }

    private void leaveFor(Stage next) {
        long now = nanoTime.getAsLong();
        listener.left(stage, Duration.ofNanos(now - stageSince));
        stage = next;
        stageSince = now;
    }

    synchronized void gone() {
        watchers.forEach(JobWatcher::gone);
        watchers.clear();
    }

    private void progressed() {
        long now = nanoTime.getAsLong();
        unsent = true;
        if (now - lastProgress >= INTERVAL_NANOS) {
            lastProgress = now;
            flush();
        }
    }

    private void flush() {
        if (unsent) {
            unsent = false;
            send(event(JobEvent.Type.PROGRESS, null));
        }
    }

    /** A watcher that fails is dropped; it must never disturb the job. */
    private void send(JobEvent event) {
        watchers.removeIf(watcher -> {
            try {
                watcher.event(event);
                return false;
            } catch (RuntimeException e) {
                LOG.warn("Watcher failed and is dropped", e);
                return true;
            }
        });
    }

    private JobEvent event(JobEvent.Type type, @Nullable String message) {
        Queue line = queue;
        Waiting waiting = line == null ? null : line.waiting();
        return waiting == null
                ? new JobEvent(type, bytes, total, stage, percent, message, detail, null, etaSeconds())
                : new JobEvent(type, bytes, total, stage, percent, message, detail, waiting.place(), waiting.seconds());
    }

    private @Nullable Long etaSeconds() {
        OptionalLong left = OptionalLong.empty();
        Integer done = percent;
        Long expected = total;
        if (done != null) {
            left = OptionalLong.of(100 - done);
        } else if (expected != null && stage.receives()) {
            left = OptionalLong.of(expected - bytes);
        }
        OptionalLong seconds = left.isPresent() ? rate.secondsFor(left.getAsLong()) : OptionalLong.empty();
        return seconds.isPresent() ? Long.valueOf(seconds.getAsLong()) : null;
    }
}
