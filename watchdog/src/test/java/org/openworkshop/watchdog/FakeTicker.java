/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody sleeps or the test says so. */
final class FakeTicker implements Ticker {
    final List<Duration> pauses = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1_000; // a counter near its end wraps in the middle of every test

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void sleep(Duration pause) {
        pauses.add(pause);
        pass(pause);
    }

    void pass(Duration time) {
        now += time.toNanos();
    }
}
