/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Has a growing file written to the disk in steps, beside whoever writes it. The system alone would begin when a tenth of the memory is
 * waiting, so that a large file's fsync at the end had all of it to write. Promises nothing: that is the fsync's part. Used by one
 * thread.
 */
final class Writeback {
    private static final long STEP_BYTES = 32L * 1024 * 1024;

    private final FileChannel channel;
    private final Executor threads;
    private final Semaphore idle = new Semaphore(1);
    private long next = STEP_BYTES;
    private volatile @Nullable IOException failure;

    /** @param threads takes the steps; may refuse any */
    Writeback(FileChannel channel, Executor threads) {
        this.channel = channel;
        this.threads = threads;
    }

    /** So many bytes are in the file. */
    void reached(long bytes) {
        if (bytes < next || !idle.tryAcquire()) {
            return;
        }
        next = bytes + STEP_BYTES;
        try {
            threads.execute(this::step);
        } catch (RejectedExecutionException e) {
            // All are busy: what is not written now is written with the next step.
            idle.release();
        }
    }

    private void step() {
        try {
            channel.force(false);
        } catch (ClosedChannelException e) {
            // Nobody needs the bytes any more.
            return;
        } catch (IOException e) {
            failure = e;
        } finally {
            idle.release();
        }
    }

    /**
     * Waits for the step that is under way, and tells what went wrong with any: the system tells a file's write error once, to whoever
     * asks first, so a later fsync would not.
     */
    void end() throws IOException {
        idle.acquireUninterruptibly();
        idle.release();
        IOException met = failure;
        if (met != null) {
            throw new IOException("the file could not be written to the disk", met);
        }
    }
}
