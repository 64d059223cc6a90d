/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that compress, shared by all archives being packed, in the order the work comes. With one thread there is none:
 * whoever packs compresses by itself. Idle threads end after ten seconds. Thread-safe.
 */
final class DeflateThreads implements Closeable {
    private static final long IDLE_SECONDS = 10;

    private final int count;
    private final ThreadPoolExecutor pool;

    /** @param count at least 1 */
    DeflateThreads(int count) {
        this.count = count;
        AtomicInteger number = new AtomicInteger();
        // The queue is bounded by the blocks that each archive may have under way.
        this.pool = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "deflate-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    int count() {
        return count;
    }

    /** Where work is to be handed to. */
    Executor executor() {
        return count == 1 ? Runnable::run : pool;
    }

    /** Ends the threads; work that has not begun is dropped. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
