/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A count of what is under way, on whose end a stopping server can wait. Counting takes no lock. Thread-safe. */
public final class Tally {
    private final AtomicInteger count = new AtomicInteger();
    /** Written under the monitor, before the count is looked at: who ends the last one sees it, or is seen. */
    private volatile int waiting;

    /**
     * One more begins; its end must be told with {@link #leave}, once.
     *
     * @return how many are under way now
     */
    public int enter() {
        return count.incrementAndGet();
    }

    /** One has ended. */
    public void leave() {
        if (count.decrementAndGet() == 0 && waiting > 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** How many are under way. */
    public int count() {
        return count.get();
    }

    /**
     * Waits until none is under way.
     *
     * @return false when some still are after that time
     */
    public synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        waiting++;
        try {
            while (count.get() > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } finally {
            waiting--;
        }
    }
}
