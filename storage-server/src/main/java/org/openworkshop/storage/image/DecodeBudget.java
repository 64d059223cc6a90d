/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * Memory that conversions may use together. Who asks for more than there is at the moment waits, first come, first
 * served; who asks for more than there is at all waits until it is alone. Thread-safe.
 */
final class DecodeBudget {
    private static final int BYTES_PER_PERMIT = 1 << 20;

    private final int permits;
    private final Semaphore free;

    DecodeBudget(long bytes) {
        this.permits = permitsFor(bytes, Integer.MAX_VALUE);
        this.free = new Semaphore(permits, true);
    }

    /**
     * Takes a share, blocking until there is one.
     *
     * @throws InterruptedIOException when the thread is interrupted while it waits; its interrupt status is kept
     */
    Share take(long bytes) throws InterruptedIOException {
        int wanted = permitsFor(bytes, permits);
        try {
            free.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for memory to convert an image");
        }
        return new Share(wanted);
    }

    private static int permitsFor(long bytes, int most) {
        return (int) Math.max(1, Math.min(most, (bytes + BYTES_PER_PERMIT - 1) / BYTES_PER_PERMIT));
    }

    /** Memory taken; closing it gives it back. To be closed once. */
    final class Share implements AutoCloseable {
        private final int taken;

        private Share(int taken) {
            this.taken = taken;
        }

        @Override
        public void close() {
            free.release(taken);
        }
    }
}
