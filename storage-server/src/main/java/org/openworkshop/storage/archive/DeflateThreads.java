/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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

    /** So that no compressing thread waits while a packing thread decodes or writes. */
    private static final int BLOCKS_PER_PROCESSOR = 4;

    private static final int MOST_BLOCKS = 256;

    private final int processors;
    private final @Nullable ThreadPoolExecutor pool;
    private final Semaphore budget;
    private final Queue<DeflateBlock> spare = new ConcurrentLinkedQueue<>();
    private final Queue<DeflateBlock> largeSpare = new ConcurrentLinkedQueue<>();

    /** @param processors how many threads may work on one archive, the packing one included; at least 1 */
    DeflateThreads(int processors) {
        this.processors = processors;
        this.pool = processors == 1 ? null : pool(processors - 1);
        this.budget = new Semaphore(Math.min(MOST_BLOCKS, BLOCKS_PER_PROCESSOR * processors));
    }

    private static ThreadPoolExecutor pool(int count) {
        AtomicInteger number = new AtomicInteger();
        // The queue is bounded by the budget, and by one block for each archive that has none of it.
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
     * Reserves memory for one more block under way, of all archives together.
     *
     * @return false when there is none left
     */
    boolean reserve(CompressionLevel level) {
        return budget.tryAcquire(cost(level));
    }

    /** How many of the smallest blocks can be reserved now. */
    int free() {
        return budget.availablePermits();
    }

    /** Ends a reservation. */
    void release(CompressionLevel level) {
        budget.release(cost(level));
    }

    private static int cost(CompressionLevel level) {
        return level.blockBytes() / CompressionLevel.SMALLEST_BLOCK;
    }

    /** An empty block. */
    DeflateBlock block(CompressionLevel level) {
        DeflateBlock block = spare(level).poll();
        return block == null ? new DeflateBlock(level.blockBytes()) : block;
    }

    /** Takes back a block that nobody uses any more, to be used again. */
    void recycle(DeflateBlock block, CompressionLevel level) {
        if (spare(level).size() < BLOCKS_PER_PROCESSOR * processors / cost(level)) {
            block.clear();
            spare(level).add(block);
        }
    }

    private Queue<DeflateBlock> spare(CompressionLevel level) {
        return cost(level) == 1 ? spare : largeSpare;
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
