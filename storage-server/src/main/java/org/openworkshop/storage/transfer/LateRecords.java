/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that a full or failing disk did not take: tries again every second until it does. What is still unwritten when the
 * server stops is not lost: the older record on disk leads the next start to an end of the attempt again. Owns its thread.
 * Thread-safe.
 */
final class LateRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LateRecords.class);
    private static final long PAUSE_SECONDS = 1;

    private final AtomicInteger waiting = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "late-records");
        daemon.setDaemon(true);
        return daemon;
    });

    /** Writes a record. */
    interface Write {
        void run() throws IOException;
    }

    /** Writes a record as soon as that is possible, and then goes on. */
    void add(String job, Write write, Runnable next) {
        waiting.incrementAndGet();
        again(job, write, next);
    }

    /** How many records are still to be tried. */
    int waiting() {
        return waiting.get();
    }

    private void again(String job, Write write, Runnable next) {
        var unused =
                thread.schedule(TimerErrors.told(() -> attempt(job, write, next)), PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    private void attempt(String job, Write write, Runnable next) {
        try {
            write.run();
        } catch (IOException e) {
            LOG.debug("Record can still not be written job={}", job, e);
            again(job, write, next);
            return;
        } catch (RuntimeException e) {
            waiting.decrementAndGet();
            LOG.error("Record cannot be written, that is left to the next start job={}", job, e);
            return;
        } catch (Error e) {
            waiting.decrementAndGet();
            throw e;
        }
        waiting.decrementAndGet();
        try {
            next.run();
        } catch (RuntimeException e) {
            LOG.error("Record is written late, but what follows failed job={}", job, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
