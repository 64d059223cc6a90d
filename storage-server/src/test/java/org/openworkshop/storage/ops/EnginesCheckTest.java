/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.ops.EnginesCheck.Engine;

class EnginesCheckTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void nothingIsLoadedBeforeHealthIsAskedFor() {
        try (EnginesCheck check = check(() -> tries.incrementAndGet() > 0)) {
            assertThat(check.name()).isEqualTo("engines");
            assertThat(tries).hasValue(0);
        }
    }

    @Test
    void answersAtOnceWhileAnEngineLoads() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (EnginesCheck check = check(() -> {
            tries.incrementAndGet();
            loading.countDown();
            goOn.await();
            return true;
        })) {
            assertThat(check.state()).isEqualTo(new HealthCheck.State(true, "loading"));
            loading.await();
            assertThat(check.state().text()).isEqualTo("loading");
            goOn.countDown();
            await().until(() -> check.state().text().equals("ok"));
            assertThat(tries).hasValue(1);
        }
    }

    @Test
    void successIsFinal() {
        try (EnginesCheck check = check(() -> tries.incrementAndGet() > 0)) {
            await().until(() -> check.state().equals(HealthCheck.State.OK));
            now.addAndGet(Duration.ofDays(1).toNanos());
            assertThat(check.state()).isEqualTo(HealthCheck.State.OK);
            assertThat(tries).hasValue(1);
        }
    }

    @Test
    void aMissingEngineIsNamedAndTriedAgainAfterAMinute() {
        try (EnginesCheck check = check(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new UnsatisfiedLinkError("no such library");
            }
            return tries.get() > 2;
        })) {
            await().until(() -> !check.state().healthy());
            assertThat(check.state().text()).isEqualTo("not loaded: image encoder");
            now.addAndGet(Duration.ofSeconds(59).toNanos());
            assertThat(check.state().healthy()).isFalse();
            assertThat(tries).hasValue(1);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            await().until(() -> {
                check.state();
                return tries.get() == 2;
            });
            assertThat(check.state().healthy()).isFalse();
            await().until(() -> {
                now.addAndGet(Duration.ofMinutes(1).toNanos());
                return check.state().equals(HealthCheck.State.OK);
            });
            assertThat(tries).hasValue(3);
        }
    }

    @Test
    void closingEndsALookThatIsUnderWay() {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch loading = new CountDownLatch(1);
        EnginesCheck check = check(() -> {
            loading.countDown();
            try {
                new CountDownLatch(1).await();
                return true;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        check.state();
        await().until(() -> loading.getCount() == 0);
        check.close();
        await().until(() -> interrupted.getCount() == 0);
    }

    private EnginesCheck check(EnginesCheck.Probe probe) {
        return new EnginesCheck(List.of(new Engine("image encoder", probe)), now::get);
    }
}
