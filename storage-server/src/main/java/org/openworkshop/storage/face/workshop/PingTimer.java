/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again. A round that fails is logged, and the next one comes in its time; an {@link Error} goes to the
 * thread's handler of what nobody caught, which may end the process. Owns its thread.
 */
final class PingTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PingTimer.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "websocket-ping"));

    /** Begins; the first round comes after one period. */
    void start(Runnable round, long periodMillis) {
        var unused = thread.scheduleAtFixedRate(() -> run(round), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable round) {
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.error("WebSockets could not be pinged, the next round tries again", e);
        } catch (Error e) {
            // The timer would keep it to itself and make no more rounds.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            throw e;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
