/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StuckRequestTest {
    private final AtomicInteger requests = new AtomicInteger();

    /** A check whose requests take their status from {@code answer} and cannot be cut, like a name lookup. */
    private HttpHealthCheck check(IntSupplier answer) {
        return new HttpHealthCheck(
                () -> {
                    requests.incrementAndGet();
                    return new HealthRequest() {
                        @Override
                        public int ask() {
                            return answer.getAsInt();
                        }

                        @Override
                        public void cut() {}
                    };
                },
                Duration.ofMillis(100));
    }

    @Test
    void atMostOneRequestIsLeftBehind() throws Exception {
        CountDownLatch lookupEnds = new CountDownLatch(1);
        HttpHealthCheck check = check(() -> {
            awaitQuietly(lookupEnds);
            return 200;
        });
        assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.TIMEOUT));
        assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.PREVIOUS_CHECK_STUCK));
        assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.PREVIOUS_CHECK_STUCK));
        assertThat(requests).hasValue(1);
        lookupEnds.countDown();
        assertThat(check.check()).isEqualTo(CheckResult.ofStatus(200));
        assertThat(requests).hasValue(2);
    }

    @Test
    void surpriseOfTheHttpClientIsAFailureOfTheService() throws Exception {
        HttpHealthCheck check = check(() -> {
            throw new IllegalArgumentException("token=secret");
        });
        assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.NOT_CHECKED));
    }

    @Test
    void illnessOfTheWatchdogIsNotBlamedOnTheService() throws Exception {
        HttpHealthCheck check = check(() -> {
            throw new OutOfMemoryError("pretended");
        });
        assertThatThrownBy(check::check).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void interruptEndsTheCheckAtOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpHealthCheck check = check(() -> {
            awaitQuietly(never);
            return 200;
        });
        Thread.currentThread().interrupt();
        assertThatThrownBy(check::check).isInstanceOf(InterruptedException.class);
        never.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
