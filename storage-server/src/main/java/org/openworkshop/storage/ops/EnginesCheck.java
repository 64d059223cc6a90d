/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the engines that bring native code load. Loading takes up to a second, so it is tried in the background when health is
 * first asked for, never before the port is open; until the result is there the check says {@code loading} and counts as healthy. Success is
 * final; a failure is looked into again a minute later. Owns its thread. Thread-safe.
 */
public final class EnginesCheck implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnginesCheck.class);
    private static final long RETRY_NANOS = Duration.ofMinutes(1).toNanos();

    private final List<Engine> engines;
    private final LongSupplier nanoTime;
    private State known = State.LOADING;
    private long triedAt;
    private @Nullable Thread running;
    private boolean closed;

    /** Tries to load an engine. */
    @FunctionalInterface
    public interface Probe {
        /** Whether the engine works; an exception means that it does not. Blocks while it loads. */
        boolean works() throws Exception;
    }

    /**
     * An engine to be loaded.
     *
     * @param name as the health document and the log name it
     */
    public record Engine(String name, Probe probe) {}

    /** @param nanoTime a clock that never goes back, in nanoseconds */
    public EnginesCheck(List<Engine> engines, LongSupplier nanoTime) {
        this.engines = List.copyOf(engines);
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return "engines";
    }

    /** What is known; never waits. */
    @Override
    public synchronized State state() {
        boolean due =
                known.equals(State.LOADING) || (!known.healthy() && nanoTime.getAsLong() - triedAt >= RETRY_NANOS);
        if (due && running == null && !closed) {
            running = new Thread(this::look, "engines-check");
            running.setDaemon(true);
            running.start();
        }
        return known;
    }

    private void look() {
        List<String> missing = new ArrayList<>();
        for (Engine engine : engines) {
            try {
                if (!engine.probe().works()) {
                    missing.add(engine.name());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception | LinkageError e) {
                LOG.warn("An engine does not load engine={}", engine.name(), e);
                missing.add(engine.name());
            }
        }
        found(missing.isEmpty() ? State.OK : State.failing("not loaded: " + String.join(", ", missing)));
    }

    private synchronized void found(State state) {
        known = state;
        triedAt = nanoTime.getAsLong();
        running = null;
    }

    /** Ends a look that is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (running != null) {
            running.interrupt();
        }
    }
}
