/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how the server is without ever waiting long: the checks, which touch the disk, run on a thread of their own, one look at a
 * time, for all who ask meanwhile. A look that is not done after {@link #PATIENCE} is answered for by the one before; one that
 * takes longer than {@link #HANGS} means that the server is not healthy. Looks only when somebody asks. Owns its thread.
 * Thread-safe.
 */
public final class HealthWatch implements AutoCloseable {
    /** How long an answer waits for a look. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    /** How long a look may take before it counts as a failure. */
    static final Duration HANGS = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private final Health health;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor thread;
    private @Nullable Look present;
    private @Nullable Look following;
    private Health.@Nullable Report known;

    private static final class Look {
        private final CompletableFuture<Health.Report> found = new CompletableFuture<>();
        private long begin;
    }

    /** @param nanoTime a clock like {@link System#nanoTime} */
    public HealthWatch(Health health, LongSupplier nanoTime) {
        this.health = health;
        this.nanoTime = nanoTime;
        // At most one look is under way and one follows, and the second is handed in when the first is done.
        this.thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "health");
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * How the server is now; never fails. Complete within {@link #PATIENCE}, but for the first look of all, whose answer may take
     * {@link #HANGS}. Completed by a thread that must not be blocked.
     */
    CompletableFuture<Health.Report> report() {
        CompletableFuture<Health.Report> fresh;
        Duration patience;
        synchronized (this) {
            Look running = present;
            patience = known == null ? HANGS : PATIENCE;
            if (running != null && age(running) >= patience.toNanos()) {
                // Not even registered with a look that may never end: those who ask would pile up there.
                return CompletableFuture.completedFuture(presumed());
            }
            if (running == null) {
                fresh = begin(new Look()).found;
            } else if (known == null) {
                fresh = running.found;
            } else {
                // The one under way may have looked before what the asker has just done.
                Look next = following == null ? new Look() : following;
                following = next;
                fresh = next.found;
            }
        }
        return fresh.thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), patience.toNanos(), TimeUnit.NANOSECONDS)
                .thenApply(found -> found.map(health::present).orElseGet(this::presumedNow));
    }

    /**
     * What the last look found, without any waiting, while another one begins; empty before the first has ended.
     */
    synchronized Optional<Health.Report> latest() {
        if (present == null) {
            begin(new Look());
        }
        return known == null ? Optional.empty() : Optional.of(presumed());
    }

    /** Hands a look to the thread; with the lock held. */
    private Look begin(Look look) {
        look.begin = nanoTime.getAsLong();
        present = look;
        thread.execute(() -> look(look));
        return look;
    }

    private void look(Look look) {
        Health.Report report;
        try {
            report = health.report();
        } catch (RuntimeException e) {
            LOG.error("The server's health could not be looked at", e);
            report = new Health.Report("failing", Map.of("health", "check failed"), Map.of());
        }
        synchronized (this) {
            known = report;
            present = null;
            Look next = following;
            following = null;
            if (next != null && !thread.isShutdown()) {
                begin(next);
            }
        }
        look.found.complete(report);
    }

    private long age(Look look) {
        return nanoTime.getAsLong() - look.begin;
    }

    private synchronized Health.Report presumedNow() {
        return presumed();
    }

    /** What is to be said while a look takes its time. */
    private Health.Report presumed() {
        Look running = present;
        Health.Report last = known;
        if (last != null && (running == null || age(running) < HANGS.toNanos())) {
            return health.present(last);
        }
        Map<String, String> checks = new LinkedHashMap<>(last == null ? Map.of() : last.checks());
        String stuck = health.underWay();
        long seconds = running == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(age(running));
        checks.put(stuck == null ? "health" : stuck, "no answer for " + seconds + " s");
        return health.present(new Health.Report("failing", checks, last == null ? Map.of() : last.details()));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
