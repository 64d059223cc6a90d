/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** How fast a count rises: a mean in which the last seconds count most. Not thread-safe. */
final class Rate {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double WEIGHT_OF_LAST_STEP = 0.3;

    private long sinceNanos;
    private long sinceCount;
    private double perNano;
    private boolean known;

    /** Begins anew at a count. */
    void restart(long count, long nowNanos) {
        sinceNanos = nowNanos;
        sinceCount = count;
        known = false;
    }

    /** Takes note of a count; looked at in steps of half a second. */
    void reached(long count, long nowNanos) {
        long nanos = nowNanos - sinceNanos;
        if (nanos < STEP_NANOS) {
            return;
        }
        double last = Math.max(0, count - sinceCount) / (double) nanos;
        perNano = known ? perNano + WEIGHT_OF_LAST_STEP * (last - perNano) : last;
        known = true;
        sinceNanos = nowNanos;
        sinceCount = count;
    }

    /** How much the count rises in a second; absent while nothing is known. */
    OptionalDouble perSecond() {
        return known ? OptionalDouble.of(perNano * TimeUnit.SECONDS.toNanos(1)) : OptionalDouble.empty();
    }

    /** Whole seconds, at least 1, until the count has risen by so much more; absent while nothing is known. */
    OptionalLong secondsFor(long more) {
        if (!known || perNano <= 0) {
            return OptionalLong.empty();
        }
        double seconds = Math.max(0, more) / perNano / TimeUnit.SECONDS.toNanos(1);
        return OptionalLong.of(Math.max(1, (long) Math.ceil(Math.min(seconds, Integer.MAX_VALUE))));
    }
}
