/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every answer, whoever gives it. */
class AroundTest {
    private static final Map<String, String> CORS = Map.of(
            "Access-Control-Allow-Origin", "*",
            "Access-Control-Allow-Methods", "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS",
            "Access-Control-Allow-Headers", "Content-Type,Authorization,X-File-Name,X-File-Size,X-Upload-Size,Range",
            "Access-Control-Expose-Headers",
                    "Content-Type,Content-Disposition,Content-Length,Content-Range,Accept-Ranges,ETag,X-Unpacked-Bytes");

    @TempDir
    static Path mainDir;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(mainDir, Map.of());
        Files.write(mainDir.resolve("resource").resolve("a.bin"), new byte[] {1, 2, 3});
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/healthz",
                "/metrics",
                "/openapi.json",
                "/swagger-ui/swagger-ui.css",
                "/swagger-ui/none",
                "/download/resource/a.bin",
                "/download/resource/none",
                "/download/nowhere/a.bin",
                "/download/resource/%2e%2e/a.bin",
                "/download",
                "/transfer/start",
                "/transfer/start?token=wrong",
                "/transfer/ws/job-00000001",
                "/transfer/ws/",
                "/upload",
                "/nowhere"
            })
    void everyAnswerHasCrossOriginHeadersAndAnId(String path) throws Exception {
        requireCommonHeaders(server.get(path).headers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/upload", "/download/resource/a.bin", "/transfer/ws/job-00000001", "/nowhere", "/a/b"})
    void optionsAnywhereAreOk(String path) throws Exception {
        HttpResponse<String> answer = server.send(
                server.request(path, "Origin", "https://example.org", "Access-Control-Request-Method", "POST")
                        .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK");
        requireCommonHeaders(answer.headers());
    }

    @Test
    void requestIdsDiffer() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            ids.add(server.get("/nowhere").headers().firstValue("X-Request-Id").orElseThrow());
        }
        assertThat(ids).hasSize(10);
    }

    @Test
    void unknownRoutesAreNotFoundAsText() throws Exception {
        HttpResponse<String> answer = server.get("/nowhere");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("Not found");
    }

    @Test
    void unknownRoutesAreNotFoundAsProblem() throws Exception {
        HttpResponse<String> answer = server.get("/nowhere", "Accept", "application/json");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.path("title").asText()).isEqualTo("Not Found");
        assertThat(problem.path("status").asInt()).isEqualTo(404);
        assertThat(problem.path("detail").asText()).isEqualTo("Not found");
        assertThat(problem.path("code").asText()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /upload POST",
                "POST /delete DELETE",
                "DELETE /transfer/start GET",
                "POST /healthz GET",
                "POST /download/resource/a.bin GET",
                "PATCH / GET"
            })
    void wrongMethodsNameTheRightOnes(String line) throws Exception {
        String[] words = line.split(" ", -1);
        HttpResponse<String> answer = server.send(server.request(words[1]).method(words[0], BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.body()).isEqualTo("Method not allowed");
        assertThat(String.join(",", answer.headers().allValues("Allow"))).contains(words[2]);
        requireCommonHeaders(answer.headers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
            })
    void badFramingIsRefusedInTheSameFormat(String request) throws Exception {
        String answer = raw(request);
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: text/plain");
        CORS.forEach((name, value) -> assertThat(answer).contains(name + ": " + value));
        assertThat(answer).endsWith("\r\n\r\nBad request").doesNotContain("Jetty", "<html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/nothing", "/download/resource/a.bin"})
    void connectionGoesOnBehindALargeBodyThatNobodyWants(String path) throws Exception {
        byte[] body = new byte[3_000_000];
        try (RawConnection client = new RawConnection(server.port())) {
            for (int i = 0; i < 5; i++) {
                client.head("POST " + path, "Content-Length: " + body.length).send(body);
                assertThat(client.answer().status()).isIn(404, 405);
            }
            assertThat(client.head("GET /healthz").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aJobSocketIsNothingWithoutAnUpgrade() throws Exception {
        HttpResponse<String> answer = server.get("/transfer/ws/job-00000001");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("Not found");
    }

    @Test
    void anUpgradeOfAnythingButAJobIsNotFound() throws Exception {
        String answer = raw("GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404 ");
        CORS.forEach((name, value) -> assertThat(answer).contains(name + ": " + value));
    }

    @Test
    void aWebSocketHandshakeCarriesCrossOriginHeaders() throws Exception {
        String answer = raw("GET /transfer/ws/job-00000001 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 101 ");
        CORS.forEach((name, value) -> assertThat(answer).contains(name + ": " + value));
        // A close frame with 1008: no token was given.
        assertThat(answer).contains("Access denied");
    }

    private static void requireCommonHeaders(HttpHeaders headers) {
        CORS.forEach((name, value) -> assertThat(headers.allValues(name)).containsExactly(value));
        assertThat(headers.firstValue("X-Request-Id").orElseThrow()).matches("[0-9a-f]{16}");
    }

    /** All that the server sends until it closes; the request must make it do so. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
