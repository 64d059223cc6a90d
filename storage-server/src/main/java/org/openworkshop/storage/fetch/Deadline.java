/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.openworkshop.storage.fetch.FetchException.Reason;

/**
 * The moment at which one fetch, with everything it does, has taken long enough. Immutable.
 *
 * @param limit how long it may take
 * @param end the moment, on the clock
 * @param nanoTime a clock like {@link System#nanoTime}
 */
record Deadline(Duration limit, long end, LongSupplier nanoTime) {
    static Deadline in(Duration limit, LongSupplier nanoTime) {
        return new Deadline(limit, nanoTime.getAsLong() + limit.toNanos(), nanoTime);
    }

    /** The time that is left, zero when none is. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    boolean isPast() {
        return remaining().isZero();
    }

    /** Fails when no time is left. */
    void require() throws FetchException {
        if (isPast()) {
            throw new FetchException(Reason.TIMEOUT, message());
        }
    }

    /** What a fetch fails with that ran out of time because of what it met last. */
    FetchException exceeded(Exception last) {
        return new FetchException(Reason.TIMEOUT, message(), last);
    }

    private String message() {
        return "not fetched within " + limit;
    }
}
