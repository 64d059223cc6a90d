/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that work beside those who receive files: they hash, and have bytes written to the disk. Both only make it faster: what
 * they do not take, because all are busy or closed, the receiver does by itself. Idle ones end. Thread-safe.
 */
final class ReceiveThreads implements AutoCloseable {
    private static final int IDLE_SECONDS = 10;

    /** A disk gains nothing from more files that are forced at once. */
    private static final int FLUSHING = 4;

    /** As many as there are cores; what waits is bounded by the files that are being received. */
    private final ThreadPoolExecutor hashing =
            threads("hashing", Runtime.getRuntime().availableProcessors(), new LinkedBlockingQueue<>());

    private final ThreadPoolExecutor flushing = threads("flushing", FLUSHING, new SynchronousQueue<>());

    ReceiveThreads() {
        hashing.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Drops what it cannot take. */
    Executor hashing() {
        return hashing;
    }

    /** Refuses what it cannot take. */
    Executor flushing() {
        return flushing;
    }

    private static ThreadPoolExecutor threads(String name, int most, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public void close() {
        hashing.shutdown();
        flushing.shutdown();
    }
}
