/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.config.AccessConfig;

/** An access service that does not answer, and the checks meanwhile. */
class LeftAloneTest {
    private static final AccessDecision UNAVAILABLE = new AccessDecision(503, "Access service unavailable");
    private static final Duration FOREVER = Duration.ofHours(1);
    private static final Duration BRIEF = Duration.ofMillis(50);

    private final MockWebServer server = new MockWebServer();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile boolean silent;

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                asked.incrementAndGet();
                if (silent) {
                    over.await();
                }
                return new MockResponse.Builder()
                        .code(status)
                        .body("{\"download\":{\"value\":true}}")
                        .build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void gatewayFailuresInARowStopTheQuestions(int gatewayFailure) {
        status = gatewayFailure;
        try (AccessService service = open(3, FOREVER, Duration.ZERO)) {
            for (int i = 0; i < 3; i++) {
                assertThat(service.isLeftAlone()).isFalse();
                assertThat(service.check(1, null, null).join().status()).isEqualTo(gatewayFailure);
            }
            assertThat(service.isLeftAlone()).isTrue();
            assertThat(service.check(1, null, null)).isCompletedWithValue(UNAVAILABLE);
            assertThat(asked).hasValue(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429, 500, 302})
    void everyOtherStatusIsAnAnswer(int answer) {
        status = answer;
        try (AccessService service = open(3, FOREVER, Duration.ZERO)) {
            for (int i = 0; i < 10; i++) {
                service.check(1, null, null).join();
            }
            assertThat(service.isLeftAlone()).isFalse();
            assertThat(asked).hasValue(10);
        }
    }

    @Test
    void serviceThatIsGoneIsLeftAloneAndAskedAgainWhenItIsBack() {
        status = 503;
        try (AccessService service = open(2, BRIEF, Duration.ZERO)) {
            service.check(1, null, null).join();
            service.check(1, null, null).join();
            assertThat(service.isLeftAlone()).isTrue();
            status = 200;
            await().until(() -> service.check(1, null, null).join().allowed());
            assertThat(service.isLeftAlone()).isFalse();
        }
    }

    @Test
    void checksUnderWayEndWithTheFirstPause() throws Exception {
        silent = true;
        AccessConfig config = new AccessConfig(
                server.url("/").uri(), Duration.ofMinutes(5), Duration.ZERO, new AccessConfig.Breaker(1, FOREVER));
        try (AccessService service = new AccessService(config, Clock.systemUTC())) {
            List<CompletableFuture<AccessDecision>> checks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                checks.add(service.check(i, null, null));
            }
            await().until(() -> asked.get() == 64);
            assertThat(service.waiting()).isEqualTo(100);

            // The first 503 is enough.
            silent = false;
            status = 503;
            over.countDown();

            CompletableFuture.allOf(checks.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
            assertThat(checks).allMatch(check -> check.join().status() == 503);
            assertThat(service.isLeftAlone()).isTrue();
            assertThat(service.waiting()).isZero();
        }
    }

    @Test
    void rememberedDecisionsHoldMeanwhile() {
        try (AccessService service = open(1, FOREVER, Duration.ofHours(1))) {
            assertThat(service.check(1, "a", null).join().allowed()).isTrue();
            status = 504;
            service.check(2, "a", null).join();
            assertThat(service.isLeftAlone()).isTrue();
            assertThat(service.check(1, "a", null).join().allowed()).isTrue();
            assertThat(service.check(2, "a", null).join()).isEqualTo(UNAVAILABLE);
        }
    }

    private AccessService open(int failures, Duration pause, Duration cache) {
        AccessConfig config = new AccessConfig(
                server.url("/").uri(), Duration.ofSeconds(30), cache, new AccessConfig.Breaker(failures, pause));
        return new AccessService(config, Clock.systemUTC());
    }
}
