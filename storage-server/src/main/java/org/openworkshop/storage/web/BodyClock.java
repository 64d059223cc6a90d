/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how long a client makes us wait for its body, and tells how much longer it may. The rate counts only the time in which we
 * wait: while we are busy, or do not read, it is not the client who is slow. For one thread.
 */
final class BodyClock {
    private final BodyPace pace;
    private final LongSupplier nanoTime;
    private boolean begun;
    private long deadline;
    private long waitedNanos;
    private long bytes;

    BodyClock(BodyPace pace, LongSupplier nanoTime) {
        this.pace = pace;
        this.nanoTime = nanoTime;
    }

    /** The time in all runs from the first call. */
    void begin() {
        if (!begun) {
            begun = true;
            deadline = nanoTime.getAsLong() + pace.atMost().toNanos();
        }
    }

    /** So many more have come. */
    void received(int more) {
        bytes += more;
    }

    /** We have waited for the client since a moment. */
    void waitedSince(long begin) {
        waitedNanos += nanoTime.getAsLong() - begin;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** How long the body may still take in all, in nanoseconds; negative when it has taken longer. */
    long leftInAll() {
        return deadline - nanoTime.getAsLong();
    }

    /** How long we may still wait without another byte before the client is too slow, in nanoseconds; negative when it is already. */
    long leftForRate() {
        if (pace.minRate() <= 0) {
            return Long.MAX_VALUE;
        }
        double paidSeconds = (double) bytes / pace.minRate();
        long paidNanos = (long) (paidSeconds * TimeUnit.SECONDS.toNanos(1));
        return Math.max(pace.grace().toNanos(), paidNanos) - waitedNanos;
    }
}
