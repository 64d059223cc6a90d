/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.server.RawHttp2.Answer;

/** HTTP/2 in clear. */
class Http2Test {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of("OW_TRANSFER_UPLOAD_TOTAL_TIMEOUT_SECONDS", "20"));
        Files.writeString(server.mainDir().resolve("resource").resolve("a.bin"), "0123456789");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aClientMayUpgrade() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(server.uri("/download/resource/a.bin"))
                        .header("Range", "bytes=2-4")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("234");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    @Test
    void aClientMayKnowThatHttp2IsSpoken() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            Answer answer = client.answer(client.request(true, "GET", "/download/resource/a.bin"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("0123456789");
            assertThat(answer.headers()).containsKeys("x-request-id", "etag", "access-control-allow-origin");
            assertThat(answer.headers()).doesNotContainKeys("alt-svc", "server");
        }
    }

    @Test
    void whereItIsOffNobodyIsUpgraded() throws Exception {
        try (TestServer plain = new TestServer(folder.resolve("plain"), Map.of("OW_SERVER_HTTP2", "false"))) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(plain.uri("/healthz")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.statusCode()).isEqualTo(200);
            try (RawConnection preface = new RawConnection(plain.port())) {
                RawConnection.Answer refused =
                        preface.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").answer();
                assertThat(refused.status()).isEqualTo(426);
                assertThat(refused.body()).isEqualTo("Upgrade required");
            }
        }
    }

    /** The same answers as over HTTP/1.1, but for the last three: Jetty cannot read their paths, so nobody sees that they are downloads. */
    @ParameterizedTest
    @CsvSource({
        "/download/archive/../x,        423, Access denied",
        "/download/archive/%2e%2e/x,    423, Access denied",
        "/download/archive/%2e%2e%2fx,  423, Access denied",
        "/download/archive/a%2fb,       404, File not found",
        "/download/archive//x,          423, Access denied",
        "/download/archive/./x,         423, Access denied",
        "/download/archive/a%5cb,       423, Access denied",
        "/download/nowhere/x,           400, Invalid type",
        "/download,                     400, Invalid type",
        "/transfer/%2e%2e%2fx,          400, Bad request",
        "/download/archive/%00,         400, Bad request",
        "/download/archive/%zz,         400, Bad request",
        "/download/archive/../../../x,  400, Bad request",
    })
    void hostilePathsAreRefused(String path, int status, String phrase) throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            Answer answer = client.answer(client.request(true, "GET", path));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(phrase);
            assertThat(answer.headers()).containsEntry("access-control-allow-origin", "*");
            assertThat(client.answer(client.request(true, "GET", "/healthz")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anUnknownExpectationIsRefused() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            Answer answer = client.answer(
                    client.request(true, "GET", "/healthz", "expect", "wonders", "accept", "application/json"));
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.body()).contains("\"detail\":\"Expectation failed\"", "\"code\":\"expectation_failed\"");
        }
    }

    @Test
    void headersBeyondTheLimitEndTheConnection() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            client.request(true, "GET", "/healthz", "x-long", "a".repeat(40_000));
            client.awaitGoAway();
        }
    }

    @Test
    void aRefusedUploadIsNotAskedForItsBody() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            int upload = client.request(
                    false,
                    "POST",
                    "/transfer/upload?token=wrong",
                    "expect",
                    "100-continue",
                    "content-length",
                    "1000000");
            Answer refused = client.answer(upload);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.interim()).isEmpty();
            assertThat(client.answer(client.request(true, "GET", "/healthz")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anUploadWithTheRightTokenIsAskedForItsBody() throws Exception {
        String token = server.token("job-h2-expect", Map.of());
        try (RawHttp2 client = new RawHttp2(server.port())) {
            int upload = client.request(
                    false, "POST", "/transfer/upload?token=" + token, "expect", "100-continue", "content-length", "5");
            assertThat(client.awaitInterim(upload)).isTrue();
            client.data(upload, "12345", true);
            Answer answer = client.answer(upload);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.interim()).containsExactly(100);
        }
    }

    @Test
    void aFloodOfResetsEndsTheConnection() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            client.reset(client.request(true, "GET", "/healthz"), 8);
                        }
                        client.answer(client.request(true, "GET", "/healthz"));
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aStopSaysGoodbyeAndFinishesWhatIsUnderWay() throws Exception {
        try (TestServer stopping =
                        new TestServer(folder.resolve("stopping"), Map.of("OW_SERVER_SHUTDOWN_GRACE_SECONDS", "60"));
                RawHttp2 client = new RawHttp2(stopping.port())) {
            String token = stopping.token("job-h2-stop1", Map.of());
            int upload = client.request(
                    false, "POST", "/transfer/upload?token=" + token, "expect", "100-continue", "content-length", "5");
            assertThat(client.awaitInterim(upload)).isTrue();
            CompletableFuture<Void> stop = CompletableFuture.runAsync(stopping::stopStorage);
            client.awaitGoAway();
            client.data(upload, "12345", true);
            assertThat(client.answer(upload).status()).isEqualTo(200);
            stop.join();
        }
    }

    @Test
    void oneSlowUploadDoesNotEndAnotherRequestOfItsConnection() throws Exception {
        try (TestServer slow = new TestServer(
                        folder.resolve("slow"), Map.of("OW_TRANSFER_UPLOAD_TOTAL_TIMEOUT_SECONDS", "1"));
                RawHttp2 client = new RawHttp2(slow.port())) {
            String token = slow.token("job-h2-slow1", Map.of());
            int upload = client.request(false, "POST", "/transfer/upload?token=" + token);
            client.data(upload, "12345", false);
            Answer late = client.answer(upload);
            assertThat(late.status()).isEqualTo(408);
            assertThat(late.body()).isEqualTo("Upload timed out");
            assertThat(client.answer(client.request(true, "GET", "/healthz")).status())
                    .isEqualTo(200);
        }
    }
}
