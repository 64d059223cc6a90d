/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.InterruptedIOException;

/**
 * How much of a file that is being received has arrived. Whoever receives it tells, whoever reads it waits. Bytes that have
 * arrived do not change. Thread-safe.
 */
public final class Arrival {
    private final long announced;
    private long bytes;
    private boolean complete;

    /** The first byte that anybody waits for: waking whoever waits for a later one costs more than all that is done here. */
    private long awaited = Long.MAX_VALUE;

    /** @param announced how many bytes are to come, as far as the sender can be believed */
    public Arrival(long announced) {
        this.announced = announced;
    }

    /** So many bytes are in the file by now. */
    public synchronized void arrived(long total) {
        bytes = total;
        if (total > awaited) {
            awaited = Long.MAX_VALUE;
            notifyAll();
        }
    }

    /** All are. */
    public synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /** The size of the file: what was announced, as long as that can still be. */
    synchronized long size() {
        return complete ? bytes : Math.max(announced, bytes);
    }

    /** How many bytes are there. */
    synchronized long bytes() {
        return bytes;
    }

    /**
     * Waits for the byte at a position.
     *
     * @return how many bytes are there; not more than the position only when no more will come
     * @throws InterruptedIOException when the thread was interrupted; its interrupt status is set
     */
    synchronized long await(long position) throws InterruptedIOException {
        while (bytes <= position && !complete) {
            awaited = Math.min(awaited, position);
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for more of the source");
            }
        }
        return bytes;
    }
}
