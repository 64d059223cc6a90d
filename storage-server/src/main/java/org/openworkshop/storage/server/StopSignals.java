/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT, taken over from the JVM, whose shutdown hooks can neither choose the exit code (143 looks like a crash to
 * a supervisor) nor hear a second signal.
 *
 * <pre>
 *   first signal   the server stops gracefully; the program ends with 0 for SIGTERM, 130 for SIGINT
 *   second signal  the process ends at once with that signal's code: what was acknowledged is on disk already
 *   before there is a server to stop, the first signal is treated like a second one
 * </pre>
 *
 * {@code sun.misc.Signal} of the supported module {@code jdk.unsupported} is called by reflection, because javac has no way to
 * silence its warning about that one class. Thread-safe.
 */
public final class StopSignals {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final String TERMINATE = "TERM";
    private static final String INTERRUPT = "INT";

    /** What shells expect of a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    /** What a stop may take beyond its grace before it counts as stuck. */
    private static final Duration MARGIN = Duration.ofSeconds(45);

    private final AtomicReference<@Nullable String> first = new AtomicReference<>();
    private final List<Restore> before = new ArrayList<>();
    private volatile @Nullable Stop stop;

    private record Stop(Runnable action, Duration grace) {}

    private interface Restore {
        void run() throws ReflectiveOperationException;
    }

    private StopSignals() {}

    /**
     * Takes both signals over. In a runtime that keeps them for itself ({@code -Xrs}) this changes nothing, and only shutdown
     * hooks run.
     */
    public static StopSignals takeOver() {
        StopSignals signals = new StopSignals();
        try {
            signals.handle(TERMINATE);
            signals.handle(INTERRUPT);
        } catch (InvocationTargetException e) {
            LOG.warn("This Java runtime keeps its signals: only its shutdown hooks stop the server", e.getCause());
        } catch (ReflectiveOperationException e) {
            LOG.warn("This Java runtime has no signals: only its shutdown hooks stop the server", e);
        }
        return signals;
    }

    /**
     * Says what the first signal does.
     *
     * @param action stops the server and returns when it has stopped; run in a thread of the JVM's
     * @param grace how long that may wait for clients and jobs; a stop that takes much longer is stuck and is cut off
     */
    public void stopWith(Runnable action, Duration grace) {
        stop = new Stop(action, grace);
    }

    /** After which a stop counts as stuck and is cut off. */
    static Duration longestStop(Duration grace) {
        return grace.plus(MARGIN);
    }

    /** The exit code that the signal asks for, 0 when none came. */
    public int exitCode() {
        String name = first.get();
        return name == null ? 0 : exitCode(name);
    }

    /** Gives both signals back to the JVM, for a process that goes on without a server. */
    public void giveBack() {
        try {
            for (Restore restore : before) {
                restore.run();
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals that were taken over can be given back", e);
        }
    }

    private void handle(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object signal = type.getConstructor(String.class).newInstance(name);
        Object ours = Proxy.newProxyInstance(
                StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    arrived(name);
                    return null;
                });
        Object theirs = type.getMethod("handle", type, handler).invoke(null, signal, ours);
        before.add(() -> type.getMethod("handle", type, handler).invoke(null, signal, theirs));
    }

    /** Called in a new thread for each signal. */
    private void arrived(String name) {
        Stop present = stop;
        if (!first.compareAndSet(null, name) || present == null) {
            Runtime.getRuntime().halt(exitCode(name));
        } else {
            LOG.info("Signal asks to stop signal={}", "SIG" + name);
            limit(longestStop(present.grace()), name);
            present.action().run();
        }
    }

    /** A supervisor that waits for us must not wait for ever. */
    private static void limit(Duration atMost, String name) {
        Thread guard = new Thread(
                () -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
                        LOG.error("The stop is stuck and is cut off after_seconds={}", atMost.toSeconds());
                        Runtime.getRuntime().halt(exitCode(name));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-guard");
        guard.setDaemon(true);
        guard.start();
    }

    private static int exitCode(String name) {
        return name.equals(INTERRUPT) ? INTERRUPTED : 0;
    }
}
