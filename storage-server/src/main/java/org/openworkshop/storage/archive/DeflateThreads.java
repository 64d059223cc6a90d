/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that compress besides those that pack, shared by all archives in the order the work comes. One fewer than the
 * machine has processors, because whoever packs has one for itself, and compresses too while it waits. Idle threads end after
 * ten seconds. Thread-safe.
 */
final class DeflateThreads implements Closeable {
    private static final long IDLE_SECONDS = 10;

    private final int processors;
    private final @Nullable ThreadPoolExecutor pool;

    /** @param processors how many threads may work on one archive, the packing one included; at least 1 */
    DeflateThreads(int processors) {
        this.processors = processors;
        this.pool = processors == 1 ? null : pool(processors - 1);
    }

    private static ThreadPoolExecutor pool(int count) {
        AtomicInteger number = new AtomicInteger();
        // The queue is bounded by the blocks that each archive may have under way.
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "deflate-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** How many threads may work on one archive. */
    int processors() {
        return processors;
    }

    /**
     * Offers work to the threads; who offers may do it first.
     *
     * @throws RejectedExecutionException when closed
     */
    void offer(Runnable work) {
        if (pool != null) {
            pool.execute(work);
        }
    }

    /** Ends the threads; work that has not begun is dropped. */
    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
