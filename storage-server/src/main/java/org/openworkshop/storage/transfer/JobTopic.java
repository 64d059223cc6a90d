/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.LinkedHashSet;
import java.util.Objects;
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

    private static final Logger LOG = LoggerFactory.getLogger(JobTopic.class);

    private final LongSupplier nanoTime;
    private final Set<JobWatcher> watchers = new LinkedHashSet<>();
    private Stage stage = Stage.PENDING;
    private long bytes;
    private @Nullable Long total;
    private @Nullable Integer percent;
    private JobEvent.@Nullable Place place;
    private @Nullable Long waitSeconds;
    private boolean unsent;
    private final Rate rate = new Rate();
    private long lastProgress;
    private boolean owned;

    JobTopic(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastProgress = nanoTime.getAsLong() - INTERVAL_NANOS;
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
        this.stage = stage;
        this.bytes = bytes;
        this.total = total;
        this.percent = null;
        this.place = null;
        this.unsent = false;
        rate.restart(bytes, nanoTime.getAsLong());
    }

    synchronized Stage stage() {
        return stage;
    }

    /** Enters a stage. */
    synchronized void stage(Stage next) {
        flush();
        stage = next;
        percent = next.countsPercent() ? Integer.valueOf(0) : null;
        place = null;
        rate.restart(next.countsPercent() ? 0 : bytes, nanoTime.getAsLong());
        send(event(JobEvent.Type.STAGE, null));
    }

    synchronized void bytes(long bytes, @Nullable Long total) {
        this.bytes = bytes;
        this.total = total;
        rate.reached(bytes, nanoTime.getAsLong());
        progressed();
    }

    /**
     * Gives the job a place in line, or takes it out again.
     *
     * @param place null when it does not wait any more
     * @param seconds how long it will still wait, null when that is not known
     */
    synchronized void waiting(JobEvent.@Nullable Place place, @Nullable Long seconds) {
        boolean changed = !Objects.equals(this.place, place);
        this.place = place;
        this.waitSeconds = seconds;
        if (changed && place != null) {
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

    synchronized void complete() {
        flush();
        stage = Stage.PACKED;
        percent = null;
        place = null;
        send(event(JobEvent.Type.COMPLETE, null));
    }

    synchronized void error(String message) {
        flush();
        stage = Stage.ERROR;
        percent = null;
        place = null;
        send(event(JobEvent.Type.ERROR, message));
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
        return new JobEvent(type, bytes, total, stage, percent, message, place, etaSeconds());
    }

    private @Nullable Long etaSeconds() {
        if (place != null) {
            return waitSeconds;
        }
        OptionalLong left = OptionalLong.empty();
        Integer done = percent;
        Long expected = total;
        if (done != null) {
            left = OptionalLong.of(100 - done);
        } else if (expected != null && (stage == Stage.UPLOADING || stage == Stage.DOWNLOADING)) {
            left = OptionalLong.of(expected - bytes);
        }
        OptionalLong seconds = left.isPresent() ? rate.secondsFor(left.getAsLong()) : OptionalLong.empty();
        return seconds.isPresent() ? Long.valueOf(seconds.getAsLong()) : null;
    }
}
