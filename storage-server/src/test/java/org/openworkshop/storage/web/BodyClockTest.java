/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyClockTest {
    private long now = Long.MAX_VALUE - 5;

    @Test
    void theTimeInAllRunsFromTheFirstRead() {
        BodyClock clock = clock(0);
        pass(100);
        clock.begin();
        pass(40);
        clock.begin();
        assertThat(clock.leftInAll()).isEqualTo(seconds(60));
        pass(61);
        assertThat(clock.leftInAll()).isEqualTo(-seconds(1));
    }

    @Test
    void aClientThatSendsNothingHasTheGrace() {
        BodyClock clock = clock(10);
        clock.begin();
        assertThat(clock.leftForRate()).isEqualTo(seconds(5));
        waitFor(clock, 6);
        assertThat(clock.leftForRate()).isNegative();
    }

    @Test
    void bytesPayForTheTimeThatTheRateGivesThem() {
        BodyClock clock = clock(10);
        clock.begin();
        clock.received(100);
        waitFor(clock, 9);
        assertThat(clock.leftForRate()).isEqualTo(seconds(1));
        clock.received(5);
        waitFor(clock, 1);
        assertThat(clock.leftForRate()).isEqualTo(seconds(1) / 2);
        waitFor(clock, 1);
        assertThat(clock.leftForRate()).isNegative();
    }

    @Test
    void aSteadyClientThatIsFastEnoughMayGoOnForEver() {
        BodyClock clock = clock(10);
        clock.begin();
        for (int second = 0; second < 10_000; second++) {
            waitFor(clock, 1);
            clock.received(10);
            assertThat(clock.leftForRate()).isNotNegative();
        }
    }

    @Test
    void timeInWhichWeDoNotWaitIsNotTheClients() {
        BodyClock clock = clock(10);
        clock.begin();
        pass(90);
        assertThat(clock.leftForRate()).isEqualTo(seconds(5));
    }

    @Test
    void withoutARateOnlyTheTimeInAllCounts() {
        BodyClock clock = clock(0);
        clock.begin();
        waitFor(clock, 1000);
        assertThat(clock.leftForRate()).isEqualTo(Long.MAX_VALUE);
    }

    private BodyClock clock(long rate) {
        return new BodyClock(new BodyPace(Duration.ofSeconds(100), rate, Duration.ofSeconds(5)), () -> now);
    }

    private void waitFor(BodyClock clock, long seconds) {
        long since = clock.now();
        pass(seconds);
        clock.waitedSince(since);
    }

    private void pass(long seconds) {
        now += seconds(seconds);
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
