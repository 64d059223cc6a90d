/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureLimiterTest {
    private final MutableClock clock = new MutableClock(Instant.EPOCH.plusSeconds(1_000_000));
    private final FailureLimiter limiter = new FailureLimiter(clock);

    @Test
    void bucketHoldsABurstAndNoMore() {
        assertThat(takeAll("192.0.2.1")).isEqualTo(FailureLimiter.BURST);
        clock.advance(Duration.ofDays(1));
        assertThat(takeAll("192.0.2.1")).isEqualTo(FailureLimiter.BURST);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        takeAll("192.0.2.1");
        limiter.giveBack("192.0.2.1");

        assertThat(takeAll("192.0.2.1")).isEqualTo(1);
    }

    @Test
    void addressesOfOneIpv6NetworkShareABucket() {
        takeAll("2001:db8:1:2::1");

        assertThat(limiter.tryTake("2001:db8:1:2:ffff::2")).isFalse();
        assertThat(limiter.tryTake("2001:db8:1:2::3%eth0")).isFalse();
        assertThat(limiter.tryTake("2001:db8:1:3::1")).isTrue();
    }

    @Test
    void mappedIpv4AddressIsThatIpv4Address() {
        takeAll("192.0.2.1");

        assertThat(limiter.tryTake("::ffff:192.0.2.1")).isFalse();
        assertThat(limiter.tryTake("::ffff:192.0.2.2")).isTrue();
    }

    @Test
    void clockSetBackGivesAndTakesNothing() {
        takeAll("192.0.2.1");
        clock.advance(Duration.ofHours(-1));
        assertThat(limiter.tryTake("192.0.2.1")).isFalse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(takeAll("192.0.2.1")).isEqualTo(1);
    }

    @Test
    void addressesAreForgottenWhenTheirBucketIsFullAgain() {
        for (int i = 0; i < 50; i++) {
            limiter.tryTake("10.0.0." + i);
        }
        clock.advance(Duration.ofSeconds(101));
        limiter.tryTake("192.0.2.1");

        assertThat(limiter.addresses()).isEqualTo(1);
    }

    @Test
    void tableOfAddressesIsBoundedAndOddNamesAreKeysToo() {
        for (int i = 0; i < FailureLimiter.MAX_ADDRESSES + 500; i++) {
            limiter.tryTake(i % 2 == 0 ? "unknown:" + i : "10." + i);
        }

        assertThat(limiter.addresses()).isEqualTo(FailureLimiter.MAX_ADDRESSES);
    }

    private int takeAll(String address) {
        int taken = 0;
        while (limiter.tryTake(address)) {
            taken++;
        }
        return taken;
    }
}
