/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.time.Duration;

/**
 * The loop's monotonic clock. A change of the wall clock must neither cause nor delay a restart, so elapsed time is
 * never taken from {@link java.time.Clock}.
 */
interface Ticker {
    /** The machine's monotonic clock. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000);
        }
    };

    /** Nanoseconds since an arbitrary moment; only differences mean something. */
    long nanoTime();

    /** Blocks for {@code pause}. */
    void sleep(Duration pause) throws InterruptedException;
}
