/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;

/**
 * Blocks of one archive under way between the thread that fills them and those that compress them. Finished blocks come back
 * in the order they went in. Bounded: who fills runs ahead for as long as there is memory for another block in a budget that
 * all archives share; then it compresses too, while there is work that nobody has begun, and waits for the oldest after that.
 * All methods are for the filling thread.
 */
final class DeflatePipeline implements Closeable {
    private final DeflateThreads threads;
    private final CompressionLevel level;
    private final Target target;
    private final Deque<Work> underWay = new ArrayDeque<>();
    private final Queue<Deflater> deflaters = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** Takes blocks that are compressed. */
    interface Target {
        void write(DeflateBlock block) throws IOException;
    }

    /** One block's work; done by whoever begins it first. */
    private static final class Work extends FutureTask<Void> {
        private final DeflateBlock block;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final boolean reserved;

        /** @param reserved whether it has a part of the budget; the oldest needs none, or there would be no progress */
        Work(DeflateBlock block, boolean reserved, Runnable task) {
            super(task, null);
            this.block = block;
            this.reserved = reserved;
        }

        @Override
        public void run() {
            tryRun();
        }

        boolean tryRun() {
            boolean mine = begun.compareAndSet(false, true);
            if (mine) {
                super.run();
            }
            return mine;
        }
    }

    DeflatePipeline(DeflateThreads threads, CompressionLevel level, Target target) {
        this.threads = threads;
        this.level = level;
        this.target = target;
    }

    /** An empty block. */
    DeflateBlock block() {
        return threads.block(level);
    }

    /** Hands a block over to be compressed; passes on those that are done, and waits while too many are under way. */
    void submit(DeflateBlock block) throws IOException {
        Work work = new Work(block, reserve(), () -> deflate(block));
        underWay.add(work);
        if (level.stores()) {
            work.run();
        } else {
            offer(work);
        }
        while (!underWay.isEmpty()
                && (threads.processors() == 1 || underWay.element().isDone())) {
            writeOldest();
        }
    }

    /** Writes what is done until there is memory for one more; false when nothing is left to be written either. */
    private boolean reserve() throws IOException {
        while (!threads.reserve(level)) {
            if (underWay.isEmpty()) {
                return false;
            }
            writeOldest();
        }
        return true;
    }

    private void offer(Work work) throws IOException {
        try {
            threads.offer(work);
        } catch (RejectedExecutionException e) {
            throw interrupted(e);
        }
    }

    /** Waits for all blocks and passes them on. */
    void drain() throws IOException {
        while (!underWay.isEmpty()) {
            writeOldest();
        }
    }

    private void writeOldest() throws IOException {
        Work oldest = underWay.element();
        help(oldest);
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            oldest.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Compressing failed", e.getCause());
        }
        target.write(oldest.block);
        underWay.remove();
        threads.recycle(oldest.block, level);
        release(oldest);
    }

    private void release(Work work) {
        if (work.reserved) {
            threads.release(level);
        }
    }

    /** Compresses what nobody has begun, until the oldest block is done. */
    private void help(Work oldest) {
        for (Work work : underWay) {
            if (oldest.isDone()) {
                return;
            }
            var unused = work.tryRun();
        }
    }

    private void deflate(DeflateBlock block) {
        if (level.stores()) {
            block.store();
            return;
        }
        Deflater deflater = deflaters.poll();
        if (deflater == null) {
            deflater = new Deflater(level.zlib(), true);
        }
        try {
            if (!closed) {
                block.deflate(deflater);
            }
        } finally {
            deflaters.add(deflater);
            if (closed) {
                endDeflaters();
            }
        }
    }

    private void endDeflaters() {
        for (Deflater deflater = deflaters.poll(); deflater != null; deflater = deflaters.poll()) {
            deflater.end();
        }
    }

    private static InterruptedIOException interrupted(Exception cause) {
        InterruptedIOException e = new InterruptedIOException("Interrupted while compressing");
        e.initCause(cause);
        return e;
    }

    /** Drops what is under way; a thread that compresses now ends its block by itself. */
    @Override
    public void close() {
        closed = true;
        // Their blocks are not used again: a thread may still be at work on one.
        underWay.forEach(work -> {
            work.cancel(false);
            release(work);
        });
        underWay.clear();
        endDeflaters();
    }
}
