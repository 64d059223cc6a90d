/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** How long to wait after a failed attempt: doubling from about a second to five minutes, jittered. */
final class RetryDelays {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    private RetryDelays() {}

    /**
     * The wait before the next attempt: between half and the whole of {@code 2^failures} seconds, that at most
     * {@link #LONGEST}.
     *
     * @param failures attempts so far, at least 1
     * @param random from 0 to below 1
     */
    static Duration after(int failures, double random) {
        long whole = Math.min(LONGEST.toMillis(), 1000L << Math.min(failures, 20));
        Duration delay = Duration.ofMillis((long) (whole / 2.0 * (1 + random)));
        return delay.compareTo(SHORTEST) < 0 ? SHORTEST : delay;
    }

    /** A Retry-After field (RFC 9110 section 10.2.3), at most {@link #LONGEST}; zero when unreadable or in the past. */
    static Duration parseRetryAfter(String field, Instant now) {
        String text = field.strip();
        Duration asked = Duration.ZERO;
        if (SECONDS.matcher(text).matches()) {
            asked = Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                asked = Duration.between(
                        now,
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeParseException unreadable) {
                return Duration.ZERO;
            }
        }
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
