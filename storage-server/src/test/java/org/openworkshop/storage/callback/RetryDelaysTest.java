/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelaysTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Property(tries = 500)
    void delayIsBetweenASecondAndFiveMinutes(
            @ForAll @IntRange(min = 1) int failures, @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        assertThat(RetryDelays.after(failures, random)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    @Test
    void delaysDoubleAndAreSpread() {
        assertThat(RetryDelays.after(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryDelays.after(1, 0.5)).isEqualTo(Duration.ofMillis(1500));
        assertThat(RetryDelays.after(2, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(RetryDelays.after(5, 0)).isEqualTo(Duration.ofSeconds(16));
        assertThat(RetryDelays.after(5, 0.75)).isEqualTo(Duration.ofSeconds(28));
        assertThat(RetryDelays.after(9, 0)).isEqualTo(Duration.ofSeconds(150));
        assertThat(RetryDelays.after(1000, 0.5)).isEqualTo(Duration.ofSeconds(225));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "7,7",
        "' 90 ',90",
        "301,300",
        "999999999999999999,300",
        "9999999999999999999999,0",
        "-5,0",
        "1.5,0",
        "soon,0",
        "'',0",
        "'Fri, 02 Jan 2026 03:04:35 GMT',30",
        "'Fri, 02 Jan 2026 03:04:00 GMT',0",
        "'Sat, 02 Jan 2027 03:04:05 GMT',300",
        "'Fri, 32 Jan 2026 03:04:00 GMT',0"
    })
    void retryAfterIsReadAsSecondsOrDateAndCapped(String field, long seconds) {
        assertThat(RetryDelays.parseRetryAfter(field, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
