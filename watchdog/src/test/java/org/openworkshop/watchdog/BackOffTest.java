/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void eachRestartDoublesTheTimeUpToAnHour() {
        BackOff backOff = new BackOff(Duration.ofSeconds(300));
        assertThat(IntStream.range(0, 7)
                        .mapToObj(backOff::after)
                        .map(Duration::toMinutes)
                        .toList())
                .containsExactly(5L, 10L, 20L, 40L, 60L, 60L, 60L);
    }

    @Test
    void timeThatIsLongerThanAnHourFromTheStartStaysAsItIs() {
        BackOff backOff = new BackOff(Duration.ofHours(2));
        assertThat(backOff.after(0)).isEqualTo(Duration.ofHours(2));
        assertThat(backOff.after(5)).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void anyNumberOfRestartsAndAnyTimeAreFine() {
        assertThat(new BackOff(Duration.ofNanos(1)).after(Integer.MAX_VALUE)).isEqualTo(Duration.ofHours(1));
        Duration century = Duration.ofDays(36_500);
        assertThat(new BackOff(century).after(Integer.MAX_VALUE)).isEqualTo(century);
    }
}
