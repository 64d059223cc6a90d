/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.MutableClock;

/** An alarm that rings when the test moves the clock. */
final class FakeAlarm implements Alarm {
    private final MutableClock clock;
    private final List<Entry> entries = new ArrayList<>();
    private int scheduled;
    private boolean closed;

    FakeAlarm(MutableClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void after(Duration delay, Runnable task) {
        if (!closed) {
            scheduled++;
            entries.add(new Entry(clock.instant().plus(delay), task));
        }
    }

    /** How many tasks it was ever given. */
    synchronized int scheduled() {
        return scheduled;
    }

    /** Moves the clock, stopping at every task that is due on the way. */
    void advance(Duration by) {
        Instant target = clock.instant().plus(by);
        Entry due;
        while ((due = takeDue(target)) != null) {
            clock.advance(max(Duration.between(clock.instant(), due.at), Duration.ZERO));
            due.task.run();
        }
        clock.advance(max(Duration.between(clock.instant(), target), Duration.ZERO));
    }

    private synchronized @Nullable Entry takeDue(Instant until) {
        Entry next = entries.stream().min(Comparator.comparing(Entry::at)).orElse(null);
        if (next == null || next.at.isAfter(until)) {
            return null;
        }
        entries.remove(next);
        return next;
    }

    @Override
    public synchronized void close() {
        closed = true;
        entries.clear();
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private record Entry(Instant at, Runnable task) {}
}
