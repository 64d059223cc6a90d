/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.LinkedHashSet;
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
    private boolean unsent;
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
        this.unsent = false;
    }

    synchronized Stage stage() {
        return stage;
    }

    /** Enters a stage. */
    synchronized void stage(Stage next) {
        flush();
        stage = next;
        percent = next.countsPercent() ? Integer.valueOf(0) : null;
        send(event(JobEvent.Type.STAGE, null));
    }

    synchronized void bytes(long bytes, @Nullable Long total) {
        this.bytes = bytes;
        this.total = total;
        progressed();
    }

    /** Raises the stage's percentage; a smaller or equal one changes nothing. */
    synchronized void percent(int value) {
        Integer before = percent;
        if (before != null && value > before) {
            percent = Math.min(100, value);
            progressed();
        }
    }

    synchronized void complete() {
        flush();
        stage = Stage.PACKED;
        percent = null;
        send(event(JobEvent.Type.COMPLETE, null));
    }

    synchronized void error(String message) {
        flush();
        stage = Stage.ERROR;
        percent = null;
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
        return new JobEvent(type, bytes, total, stage, percent, message, null, null);
    }
}
