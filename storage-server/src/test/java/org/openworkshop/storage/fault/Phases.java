/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.util.StringJoiner;

/** A stopwatch that tells how long each part of a run took. For one thread. */
final class Phases {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final StringJoiner phases = new StringJoiner(", ");
    private long begin = System.nanoTime();

    /** Ends a part, and begins the next. */
    void end(String phase) {
        long now = System.nanoTime();
        phases.add(phase + ' ' + (now - begin) / NANOS_PER_SECOND + " s");
        begin = now;
    }

    @Override
    public String toString() {
        return phases.toString();
    }
}
