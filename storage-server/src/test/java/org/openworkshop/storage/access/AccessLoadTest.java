/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.openworkshop.storage.config.AccessConfig;

/** Many checks at once. Alone, because it counts threads. */
@Isolated
class AccessLoadTest {
    private static final AccessConfig.Breaker NO_BREAKER = new AccessConfig.Breaker(0, Duration.ofSeconds(1));

    private final MockWebServer server = new MockWebServer();
    private final CountDownLatch answering = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                asked.incrementAndGet();
                answering.await();
                return new MockResponse.Builder()
                        .body("{\"download\":{\"value\":true}}")
                        .build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        answering.countDown();
        server.close();
    }

    @Test
    void thousandChecksThatWaitHoldFewThreadsAndConnections() throws Exception {
        AccessConfig config =
                new AccessConfig(server.url("/").uri(), Duration.ofSeconds(30), Duration.ZERO, NO_BREAKER);
        try (AccessService service = new AccessService(config, Clock.systemUTC())) {
            List<CompletableFuture<AccessDecision>> checks = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                checks.add(service.check(i, "a" + i, null));
            }
            await().untilAtomic(asked, is(64));

            assertThat(threads("access-service")).isBetween(1L, 10L);
            assertThat(checks).noneMatch(CompletableFuture::isDone);

            answering.countDown();

            CompletableFuture.allOf(checks.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
            assertThat(checks).allMatch(check -> check.join().allowed());
            assertThat(asked).hasValue(1000);
        }
        await().until(() -> threads("access-service") == 0);
    }

    @Test
    void cancelledCheckGivesItsConnectionToTheNextAndIsNotRepeated() throws Exception {
        AccessConfig config =
                new AccessConfig(server.url("/").uri(), Duration.ofSeconds(30), Duration.ZERO, NO_BREAKER);
        try (AccessService service = new AccessService(config, Clock.systemUTC())) {
            CompletableFuture<AccessDecision> unwanted = service.check(0, null, null);
            List<CompletableFuture<AccessDecision>> wanted = new ArrayList<>();
            for (int i = 1; i <= 64; i++) {
                wanted.add(service.check(i, null, null));
            }
            await().untilAtomic(asked, is(64));

            unwanted.cancel(false);

            await().untilAtomic(asked, is(65));
            answering.countDown();
            CompletableFuture.allOf(wanted.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
            assertThat(asked).hasValue(65);
        }
    }

    @Test
    void requestsBeyondTheBoundFailAtOnceAndHurtNoOther() throws Exception {
        try (ServiceClient client = new ServiceClient("bounded", Duration.ofSeconds(30), 2, 3, true)) {
            List<CompletableFuture<ServiceAnswer>> answers = new ArrayList<>();
            answers.add(post(client));
            answers.add(post(client));
            await().untilAtomic(asked, is(2));
            for (int i = 0; i < 3; i++) {
                answers.add(post(client));
            }
            CompletableFuture<ServiceAnswer> tooMuch = post(client);

            assertThatThrownBy(() -> tooMuch.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(RejectedExecutionException.class);
            answering.countDown();
            for (CompletableFuture<ServiceAnswer> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void waitingForAConnectionCountsAgainstTheTimeout() throws Exception {
        try (ServiceClient client = new ServiceClient("impatient", Duration.ofMillis(300), 1, 10, true)) {
            CompletableFuture<ServiceAnswer> first = post(client);
            CompletableFuture<ServiceAnswer> queued = post(client);

            assertThatThrownBy(() -> first.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThatThrownBy(() -> queued.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        }
    }

    private CompletableFuture<ServiceAnswer> post(ServiceClient client) {
        return client.post(server.url("/").uri(), Map.of(), "{}".getBytes(StandardCharsets.US_ASCII), 1024);
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
