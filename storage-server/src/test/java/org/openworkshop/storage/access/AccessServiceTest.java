/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.config.AccessConfig;

class AccessServiceTest {
    private static final AccessConfig.Breaker NO_BREAKER = new AccessConfig.Breaker(0, Duration.ofSeconds(1));

    private static final String YES = "{\"download\":{\"value\":true,\"reason\":\"\",\"reason_code\":\"ok\"}}";
    private static final String NO = "{\"download\":{\"value\":false,\"reason\":\"Buy it first\"}}";
    private static final AccessDecision UNEXPECTED =
            new AccessDecision(502, "Access service returned unexpected response");
    private static final AccessDecision UNAVAILABLE = new AccessDecision(503, "Access service unavailable");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final MockWebServer server = new MockWebServer();
    private AccessService service = open(URI.create("http://unused"), Duration.ZERO);

    @BeforeEach
    void start() throws Exception {
        server.start();
        service = open(server.url("/access/").uri(), Duration.ZERO);
    }

    @AfterEach
    void stop() {
        service.close();
        server.close();
    }

    @Test
    void serviceIsAskedForTheModWithTheTwoCookiesOnly() throws Exception {
        server.enqueue(answer(200, YES));

        assertThat(service.check(42, "aaa.b-b_c", "r=1").join()).isEqualTo(new AccessDecision(200, ""));

        RecordedRequest request = request();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/access/mod/42");
        assertThat(Objects.requireNonNull(request.getBody()).utf8()).isEqualTo("{}");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
        assertThat(request.getHeaders().values("Cookie")).containsExactly("accessToken=aaa.b-b_c; refreshToken=r=1");
    }

    @Test
    void onlyTheCookieThatIsThereIsSent() throws Exception {
        server.enqueue(answer(200, YES));
        server.enqueue(answer(200, YES));
        server.enqueue(answer(200, YES));

        service.check(1, null, "r").join();
        service.check(1, "a", "").join();
        service.check(1, null, null).join();

        assertThat(request().getHeaders().get("Cookie")).isEqualTo("refreshToken=r");
        assertThat(request().getHeaders().get("Cookie")).isEqualTo("accessToken=a");
        assertThat(request().getHeaders().get("Cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a; refreshToken=other", "a\0b", "ä", "a\u007f", "\ud800"})
    void cookieThatCouldSayMoreThanAValueIsNotSent(String value) throws Exception {
        server.enqueue(answer(200, YES));

        service.check(1, value, "r").join();

        RecordedRequest request = request();
        assertThat(request.getHeaders().values("Cookie")).containsExactly("refreshToken=r");
        assertThat(request.getHeaders().get("X-Evil")).isNull();
    }

    @Test
    void longCookiesPassAndOverlongOnesDoNot() throws Exception {
        server.enqueue(answer(200, YES));

        service.check(1, "a".repeat(8 * 1024), "r".repeat(8 * 1024 + 1)).join();

        assertThat(request().getHeaders().get("Cookie")).isEqualTo("accessToken=" + "a".repeat(8 * 1024));
    }

    @Test
    void cookiesThatTheServiceSetsAreNotKept() throws Exception {
        server.enqueue(answer(200, YES)
                .newBuilder()
                .addHeader("Set-Cookie", "accessToken=someone; Path=/")
                .build());
        server.enqueue(answer(200, NO));

        service.check(1, "a", null).join();
        request();
        service.check(1, null, null).join();

        assertThat(request().getHeaders().get("Cookie")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"download\":{\"value\":false,\"reason\":\"Buy it first\",\"reason_code\":\"x\"}} | Buy it first",
                "{\"download\":{\"value\":false,\"reason\":\"\"}}                     | Access denied",
                "{\"download\":{\"value\":false,\"reason\":\"  \\u0000 \"}}           | Access denied",
                "{\"download\":{\"value\":false,\"reason\":null}}                     | Access denied",
                "{\"download\":{\"value\":false}}                                     | Access denied",
                "{\"download\":{\"value\":false,\"reason\":\"a\\u0007b\\r\\nü\"}}     | 'a b \nü'"
            })
    void clearNoIsForbiddenWithItsReason(String body, String message) {
        server.enqueue(answer(200, body));

        assertThat(service.check(1, null, null).join()).isEqualTo(new AccessDecision(403, message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "true",
                "{}",
                "{\"download\":true}",
                "{\"download\":[true]}",
                "{\"download\":{}}",
                "{\"download\":{\"value\":\"true\"}}",
                "{\"download\":{\"value\":1}}",
                "{\"download\":{\"value\":null}}",
                "{\"download\":{\"value\":true,\"reason\":1}}",
                "{\"Download\":{\"value\":true}}"
            })
    void otherShapeIsUnexpected(String body) {
        server.enqueue(answer(200, body));

        assertThat(service.check(1, null, null).join()).isEqualTo(UNEXPECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "<html>yes</html>",
                "{\"download\":{\"value\":true}",
                "{\"download\":{\"value\":true}} {}",
                "tru"
            })
    void whatIsNotJsonIsSaidToBeSo(String body) {
        server.enqueue(answer(200, body));

        assertThat(service.check(1, null, null).join())
                .isEqualTo(new AccessDecision(502, "Access service returned invalid JSON"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"detail\":\"Log in\",\"message\":\"m\"}                          | Log in",
                "404 | {\"title\":\"t\",\"reason\":\"r\",\"message\":\"m\",\"detail\":\"\"} | m",
                "404 | {\"title\":\"t\",\"reason\":\"r\"}                                 | r",
                "429 | {\"detail\":[{\"loc\":1}],\"title\":\"t\"}                         | t",
                "422 | {\"detail\":[1]}                                                   | {\"detail\":[1]}",
                "500 | '  plain words  '                                                  | plain words",
                "407 | <h1>Proxy</h1>                                                     | <h1>Proxy</h1>",
                "503 | ''                                                                 | Access service unavailable",
                "599 | '   '                                                              | Access service unavailable",
                "400 | \"text\"                                                           | \"text\""
            })
    void errorKeepsItsStatusAndFirstMessage(int status, String body, String message) {
        server.enqueue(answer(status, body));

        assertThat(service.check(1, null, null).join()).isEqualTo(new AccessDecision(status, message));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 300, 301, 302, 303, 304, 307, 308})
    void redirectsAndOddSuccessesAreNoPermissionAndNotFollowed(int status) throws Exception {
        server.enqueue(answer(status, status == 204 || status == 304 ? "" : YES)
                .newBuilder()
                .addHeader("Location", server.url("/elsewhere").toString())
                .build());
        server.enqueue(answer(200, YES));

        AccessDecision decision = service.check(1, "a", null).join();

        assertThat(decision.status()).isEqualTo(status);
        assertThat(decision.allowed()).isFalse();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 999})
    void whatIsNoStatusIsUnexpected(int status) {
        server.enqueue(answer(status, YES));

        assertThat(service.check(1, "a", null).join()).isEqualTo(UNEXPECTED);
    }

    @Test
    void authenticationChallengeIsAnAnswerLikeAnyOther() {
        server.enqueue(answer(401, "no")
                .newBuilder()
                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());

        assertThat(service.check(1, null, null).join()).isEqualTo(new AccessDecision(401, "no"));
    }

    @Test
    void longYesIsUnexpectedAndLongErrorIsCut() {
        String padded = YES.replace("ok", "x".repeat(70_000));
        server.enqueue(answer(200, padded));
        server.enqueue(answer(403, "é".repeat(100_000)));
        server.enqueue(answer(200, YES.replace("ok", "x".repeat(60_000))));

        assertThat(service.check(1, null, null).join()).isEqualTo(UNEXPECTED);
        assertThat(service.check(1, null, null).join()).isEqualTo(new AccessDecision(403, "é".repeat(2048)));
        assertThat(service.check(1, null, null).join().allowed()).isTrue();
    }

    @Test
    void serviceThatDoesNotAnswerInTimeIsUnavailable() {
        try (AccessService impatient = open(server.url("/").uri(), Duration.ZERO, Duration.ofMillis(200))) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build());

            assertThat(impatient.check(1, null, null).join()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void answerThatTricklesIsCutOffByTheSameTimeout() {
        try (AccessService impatient = open(server.url("/").uri(), Duration.ZERO, Duration.ofMillis(300))) {
            server.enqueue(answer(200, YES)
                    .newBuilder()
                    .throttleBody(1, 100, TimeUnit.MILLISECONDS)
                    .build());

            assertThat(impatient.check(1, null, null).join()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void refusedConnectionIsUnavailable() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        try (AccessService nobody = open(URI.create("http://127.0.0.1:" + unused), Duration.ZERO)) {
            assertThat(nobody.check(1, null, null).join()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void hostThatDoesNotExistIsUnavailable() {
        try (AccessService nowhere = open(URI.create("http://nowhere.invalid"), Duration.ZERO)) {
            assertThat(nowhere.check(1, null, null).join()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void connectionLostBeforeTheAnswerIsTriedOnceMore() {
        MockResponse lost = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        server.enqueue(answer(200, YES));
        server.enqueue(lost);
        server.enqueue(answer(200, NO));
        server.enqueue(lost);
        server.enqueue(lost);

        assertThat(service.check(1, null, null).join().status()).isEqualTo(200);
        assertThat(service.check(1, null, null).join().status()).isEqualTo(403);
        assertThat(service.check(1, null, null).join()).isEqualTo(UNAVAILABLE);
        assertThat(server.getRequestCount()).isEqualTo(5);
    }

    @Test
    void answerThatBreaksOffIsUnavailable() {
        server.enqueue(answer(200, YES)
                .newBuilder()
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());

        assertThat(service.check(1, null, null).join()).isEqualTo(UNAVAILABLE);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void connectionsAreUsedAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            server.enqueue(answer(200, YES));
            service.check(i, null, null).join();
        }

        request();
        request();
        RecordedRequest third = request();
        assertThat(third.getConnectionIndex()).isZero();
        assertThat(third.getExchangeIndex()).isEqualTo(2);
    }

    @Test
    void cancelledCheckHurtsNoLaterOne() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        CompletableFuture<AccessDecision> check = service.check(1, null, null);
        request();

        check.cancel(true);

        server.enqueue(answer(200, YES));
        assertThat(service.check(1, null, null).join().allowed()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void closingEndsChecksUnderWayAndLaterOnes() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        CompletableFuture<AccessDecision> check = service.check(1, null, null);
        await().until(() -> server.getRequestCount() == 1);

        service.close();

        assertThat(check.join()).isEqualTo(UNAVAILABLE);
        assertThat(service.check(1, null, null).join()).isEqualTo(UNAVAILABLE);
    }

    private RecordedRequest request() throws InterruptedException {
        return Objects.requireNonNull(server.takeRequest(5, TimeUnit.SECONDS));
    }

    private AccessService open(URI url, Duration cache) {
        return open(url, cache, Duration.ofSeconds(10));
    }

    private AccessService open(URI url, Duration cache, Duration timeout) {
        return new AccessService(new AccessConfig(url, timeout, cache, NO_BREAKER), clock);
    }

    private static MockResponse answer(int status, @Nullable String body) {
        return new MockResponse.Builder()
                .code(status)
                .body(body == null ? "" : body)
                .build();
    }
}
