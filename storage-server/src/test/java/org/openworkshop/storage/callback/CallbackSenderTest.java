/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.access.MutableClock;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.callback.Attempt.Outcome;
import org.openworkshop.storage.config.ManagerConfig;
import org.openworkshop.storage.config.Secret;

class CallbackSenderTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MutableClock clock = new MutableClock(NOW);
    private final MockWebServer manager = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        manager.start();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void managerGetsTheClaimsAsBodyAndSignedInTheToken() throws Exception {
        manager.enqueue(answer(204));

        assertThat(send(completion()).outcome()).isEqualTo(Outcome.DELIVERED);

        RecordedRequest request = request();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/callback?x=1");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("Idempotency-Key")).isEqualTo("job-1.1");
        String body = Objects.requireNonNull(request.getBody()).utf8();
        assertThat(body)
                .isEqualTo("{\"job_id\":\"job-1\",\"callback_context\":{\"a\":[1,null]},\"status\":\"success\"}");
        Map<?, ?> signed = payload(request);
        assertThat(signed.get("iat")).isEqualTo((int) NOW.getEpochSecond());
        assertThat(signed.get("exp")).isEqualTo((int) NOW.getEpochSecond() + 600);
        assertThat(signed.get("aud")).isEqualTo("manager");
        assertThat(signed.get("iss")).isEqualTo("storage");
        Map<?, ?> claims = JSON.readValue(body, Map.class);
        signed.keySet().retainAll(claims.keySet());
        assertThat(signed).isEqualTo(claims);
    }

    @Test
    void everyAttemptIsSignedAfreshWithTheSameKey() throws Exception {
        manager.enqueue(answer(500));
        manager.enqueue(answer(200));

        try (CallbackSender sender = sender(Duration.ofSeconds(10))) {
            sender.send(completion()).join();
            clock.advance(Duration.ofSeconds(90));
            sender.send(completion()).join();
        }

        RecordedRequest first = request();
        RecordedRequest second = request();
        assertThat(second.getBody()).isEqualTo(first.getBody());
        assertThat(second.getHeaders().get("Idempotency-Key"))
                .isEqualTo(first.getHeaders().get("Idempotency-Key"));
        assertThat(payload(second).get("iat")).isEqualTo((int) NOW.getEpochSecond() + 90);
        assertThat(payload(second).get("exp")).isEqualTo((int) NOW.getEpochSecond() + 690);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void successIsDelivered(int status) {
        manager.enqueue(answer(status));

        assertThat(send(completion()).outcome()).isEqualTo(Outcome.DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
    void passingTroubleIsWorthAnotherAttempt(int status) {
        manager.enqueue(answer(status));

        Attempt attempt = send(completion());

        assertThat(attempt.outcome()).isEqualTo(Outcome.RETRY);
        assertThat(attempt.detail()).isEqualTo("status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 304, 400, 401, 403, 404, 409, 410, 422})
    void anythingElseIsARefusalAndNoRedirectIsFollowed(int status) {
        manager.enqueue(answer(status)
                .newBuilder()
                .addHeader("Location", manager.url("/elsewhere").toString())
                .build());
        manager.enqueue(answer(200));

        assertThat(send(completion()).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(manager.getRequestCount()).isEqualTo(1);
    }

    @Test
    void managerMayNameTheTimeOfTheNextAttempt() {
        manager.enqueue(retryAfter(503, "30"));
        manager.enqueue(retryAfter(429, "100000"));
        manager.enqueue(retryAfter(503, "Fri, 02 Jan 2026 03:05:05 GMT"));
        manager.enqueue(retryAfter(500, "30"));

        assertThat(send(completion()).retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(send(completion()).retryAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(send(completion()).retryAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(send(completion()).retryAfter()).isZero();
    }

    @Test
    void hangingManagerIsLeftAfterTheTimeout() {
        manager.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());

        try (CallbackSender sender = sender(Duration.ofMillis(200))) {
            assertThat(sender.send(completion()).join().outcome()).isEqualTo(Outcome.RETRY);
        }
    }

    @Test
    void connectingCountsAgainstTheTimeout() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort());
                CallbackSender sender =
                        sender(URI.create("http://127.0.0.1:" + full.getLocalPort()), Duration.ofMillis(300))) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();

            assertThat(sender.send(completion())
                            .orTimeout(5, TimeUnit.SECONDS)
                            .join()
                            .outcome())
                    .isEqualTo(Outcome.RETRY);
        }
    }

    @Test
    void refusedAndLostConnectionsAreWorthAnotherAttemptAndNotRepeatedAtOnce() throws Exception {
        manager.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        assertThat(send(completion()).outcome()).isEqualTo(Outcome.RETRY);
        assertThat(manager.getRequestCount()).isEqualTo(1);

        manager.close();
        assertThat(send(completion()).outcome()).isEqualTo(Outcome.RETRY);
    }

    @Test
    void longAnswerIsNotReadToItsEnd() {
        manager.enqueue(answer(200).newBuilder().body("x".repeat(10_000_000)).build());
        manager.enqueue(answer(404).newBuilder().body("x".repeat(10_000_000)).build());

        assertThat(send(completion()).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(send(completion()).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void completionIsImmutableAndShowsNoClaims() {
        Map<String, Object> claims = new LinkedHashMap<>(Map.of("x", "confidential"));
        Completion completion = new Completion("job-1", claims, NOW, "key");
        claims.put("y", 1);

        assertThat(completion.claims()).containsOnlyKeys("x");
        assertThat(completion.toString()).doesNotContain("confidential");
        assertThatThrownBy(() -> new Completion("job-1", Map.of(), NOW, "a\r\nb"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Completion("job-1", Map.of("x", NOW), NOW, "key"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Attempt send(Completion completion) {
        try (CallbackSender sender = sender(Duration.ofSeconds(10))) {
            return sender.send(completion).join();
        }
    }

    private CallbackSender sender(Duration timeout) {
        return sender(manager.url("/callback?x=1").uri(), timeout);
    }

    private CallbackSender sender(URI url, Duration timeout) {
        ManagerConfig config =
                new ManagerConfig(url, url, Duration.ofSeconds(600), timeout, Duration.ofHours(24), Duration.ofDays(7));
        return new CallbackSender(config, new TransferTokens(new Secret(SECRET), clock), clock);
    }

    private static Completion completion() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("job_id", "job-1");
        claims.put("callback_context", Map.of("a", Arrays.asList(1, null)));
        claims.put("status", "success");
        return new Completion("job-1", claims, NOW, "job-1.1");
    }

    private RecordedRequest request() throws InterruptedException {
        return Objects.requireNonNull(manager.takeRequest(5, TimeUnit.SECONDS));
    }

    private Map<?, ?> payload(RecordedRequest request) throws Exception {
        String header = Objects.requireNonNull(request.getHeaders().get("Authorization"));
        assertThat(header).startsWith("Bearer ");
        String payload = header.substring("Bearer ".length()).split("\\.", -1)[1];
        return JSON.readValue(
                new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8), LinkedHashMap.class);
    }

    private static MockResponse retryAfter(int status, String field) {
        return answer(status).newBuilder().addHeader("Retry-After", field).build();
    }

    private static MockResponse answer(int status) {
        return new MockResponse.Builder().code(status).build();
    }
}
