/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Moments for people. */
public final class Times {
    private static final long FARTHEST = 100L * 365 * 86_400;

    private Times() {}

    /** A moment in UTC, and how far it is from another: {@code 2026-11-26T23:40:00Z (5m ago)}. Both are Unix seconds. */
    public static String shown(long moment, long now) {
        String distance = moment <= now ? distance(now - moment) + " ago" : "in " + distance(moment - now);
        try {
            return Instant.ofEpochSecond(moment) + " (" + distance + ")";
        } catch (DateTimeException e) {
            return moment + " (" + distance + ")";
        }
    }

    private static String distance(long seconds) {
        if (seconds < 0 || seconds > FARTHEST) {
            return "more than a century";
        }
        Duration time = Duration.ofSeconds(seconds);
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m " + time.toSecondsPart() + "s" : seconds + "s";
    }
}
