/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.RawConnection.Answer;

/** Well-framed HTTP/1.1 requests that nobody sends by mistake: each is a fault of the client's, told in our format. */
class HostileRequestTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/transfer/start?token=%zz",
                "/transfer/start?%",
                "/openapi.json?%zz",
                "/?a=%f",
                "/metrics?%u0041",
            })
    void aQueryWithABrokenEscapeIsABadRequest(String target) throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            requireRefused(client.head("GET " + target).answer(), 400, "Bad request");
            assertThat(client.head("GET /healthz").answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_workshop:8000", "a..b", "-a", "xn--", "[::1]:8000", "storage."})
    void whateverTheClientCallsUsTheAnswerIsTheSame(String host) throws Exception {
        for (String path : new String[] {"/openapi.json", "/healthz", "/metrics"}) {
            try (RawConnection client = new RawConnection(server.port())) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                ";",
                "; charset=",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"",
                "multipart/form-data; boundary=\"b",
                "multipart/form-data; boundary=\u00ff",
                "application/x-www-form-urlencoded; charset=\"",
            })
    void aFormOfAMalformedTypeIsRefusedInOurFormat(String type) throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            Answer answer = client.head(
                            "POST /upload?token=" + TestServer.UPLOAD_TOKEN,
                            "Content-Type: " + type,
                            "Content-Length: 3")
                    .send("a=b")
                    .answer();
            assertThat(answer.status()).isIn(400, 415);
            assertThat(answer.body()).isIn("Malformed form", "Unsupported media type", "Missing field: type");
            assertThat(answer.headers()).containsEntry("content-type", "text/plain; charset=utf-8");
            assertThat(client.head("GET /healthz").answer().status()).isEqualTo(200);
        }
    }

    private static void requireRefused(Answer answer, int status, String phrase) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(phrase);
        assertThat(answer.headers())
                .containsEntry("content-type", "text/plain; charset=utf-8")
                .containsEntry("access-control-allow-origin", "*")
                .containsKey("x-request-id");
    }
}
