/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.config.AccessConfig;

class AccessCacheTest {
    private static final AccessConfig.Breaker NO_BREAKER = new AccessConfig.Breaker(0, Duration.ofSeconds(1));

    private static final String YES = "{\"download\":{\"value\":true}}";
    private static final String NO = "{\"download\":{\"value\":false,\"reason\":\"Buy it first\"}}";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nothingIsCachedUnlessAskedFor() {
        try (AccessService asking = open(Duration.ZERO)) {
            server.enqueue(answer(200, YES));
            server.enqueue(answer(200, NO));

            assertThat(asking.check(1, "a", null).join().status()).isEqualTo(200);
            assertThat(asking.check(1, "a", null).join().status()).isEqualTo(403);
        }
    }

    @Test
    void decisionIsReusedForTheSameModAndCookiesUntilItIsOld() {
        try (AccessService caching = open(Duration.ofSeconds(10))) {
            server.enqueue(answer(200, YES));
            server.enqueue(answer(200, NO));
            assertThat(caching.check(1, "a", "r").join().status()).isEqualTo(200);
            clock.advance(Duration.ofMillis(9_999));
            assertThat(caching.check(1, "a", "r").join().status()).isEqualTo(200);
            clock.advance(Duration.ofMillis(1));
            assertThat(caching.check(1, "a", "r").join().status()).isEqualTo(403);
            assertThat(caching.check(1, "a", "r").join().status()).isEqualTo(403);
            assertThat(server.getRequestCount()).isEqualTo(2);
        }
    }

    @Test
    void decisionIsNeverReusedForAnotherCaller() {
        try (AccessService caching = open(Duration.ofSeconds(10))) {
            String[][] callers = {{"a", "r"}, {"r", "a"}, {"a", null}, {null, "a"}, {null, null}, {"a", "r2"}};
            for (String[] caller : callers) {
                server.enqueue(answer(200, YES));
                caching.check(1, caller[0], caller[1]).join();
            }
            server.enqueue(answer(200, YES));
            caching.check(2, "a", "r").join();

            assertThat(server.getRequestCount()).isEqualTo(callers.length + 1);
        }
    }

    @Test
    void failuresAreNotCached() {
        try (AccessService caching = open(Duration.ofSeconds(10))) {
            server.enqueue(answer(403, "{\"detail\":\"later\"}"));
            server.enqueue(answer(200, "{}"));
            server.enqueue(answer(200, "nonsense"));
            server.enqueue(answer(302, ""));
            server.enqueue(answer(200, YES));

            for (int status : new int[] {403, 502, 502, 302, 200, 200}) {
                assertThat(caching.check(1, "a", null).join().status()).isEqualTo(status);
            }
        }
    }

    @Test
    void numberOfDecisionsIsBounded() {
        AccessCache cache = new AccessCache(Duration.ofSeconds(10), clock);
        for (int mod = 0; mod < AccessCache.MAX_ENTRIES + 10; mod++) {
            cache.remember(mod, "accessToken=a", AccessAnswers.ALLOWED);
        }

        assertThat(cache.size()).isEqualTo(AccessCache.MAX_ENTRIES);
        assertThat(cache.find(0, "accessToken=a")).isNull();
        assertThat(cache.find(10, "accessToken=a")).isEqualTo(AccessAnswers.ALLOWED);
    }

    @Test
    void clockSetBackMakesNoDecisionYoung() {
        AccessCache cache = new AccessCache(Duration.ofSeconds(10), clock);
        cache.remember(1, null, AccessAnswers.ALLOWED);

        clock.advance(Duration.ofSeconds(-1));

        assertThat(cache.find(1, null)).isNull();
    }

    private AccessService open(Duration cache) {
        return new AccessService(
                new AccessConfig(server.url("/").uri(), Duration.ofSeconds(10), cache, NO_BREAKER), clock);
    }

    private static MockResponse answer(int status, String body) {
        return new MockResponse.Builder().code(status).body(body).build();
    }
}
