/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A count of what is under way, on whose end a stopping server can wait. Thread-safe. */
public final class Tally {
    private int count;

    /**
     * One more begins; its end must be told with {@link #leave}, once.
     *
     * @return how many are under way now
     */
    public synchronized int enter() {
        return ++count;
    }

    /** One has ended. */
    public synchronized void leave() {
        count--;
        if (count == 0) {
            notifyAll();
        }
    }

    /** How many are under way. */
    public synchronized int count() {
        return count;
    }

    /**
     * Waits until none is under way.
     *
     * @return false when some still are after that time
     */
    public synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (count > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
