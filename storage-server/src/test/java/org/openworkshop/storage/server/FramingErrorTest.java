/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What HTTP/1.1 itself forbids, in the same format as every other refusal. */
class FramingErrorTest {
    private static final String END = "Host: a\r\n\r\n";

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

    /** A wrong request and its answer. */
    enum Wrong {
        LONG_HEADER(
                431, "Request header fields too large", "GET / HTTP/1.1\r\nX: " + "a".repeat(40_000) + "\r\n" + END),
        MANY_HEADERS(431, "Request header fields too large", "GET / HTTP/1.1\r\n" + "X: abcdef\r\n".repeat(4000) + END),
        LONG_PATH(414, "URI too long", "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\n" + END),
        LONG_QUERY(414, "URI too long", "GET /healthz?" + "a".repeat(40_000) + " HTTP/1.1\r\n" + END),
        NO_VERSION_OF_OURS(505, "HTTP version not supported", "GET / HTTP/3.1\r\n" + END),
        UNKNOWN_EXPECTATION(417, "Expectation failed", "GET /healthz HTTP/1.1\r\nExpect: wonders\r\n" + END),
        LENGTH_AND_CHUNKED(
                400,
                "Bad request",
                "POST /upload HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" + END + "0\r\n\r\n"),
        UNKNOWN_CODING(400, "Bad request", "POST /upload HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + END),
        CODING_BEFORE_CHUNKED(
                400,
                "Bad request",
                "POST /upload HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n" + END + "0\r\n\r\n"),
        NEGATIVE_LENGTH(400, "Bad request", "POST /upload HTTP/1.1\r\nContent-Length: -1\r\n" + END),
        SPACE_BEFORE_COLON(400, "Bad request", "GET / HTTP/1.1\r\nX : a\r\n" + END),
        FOLDED_HEADER(400, "Bad request", "GET / HTTP/1.1\r\nX: a\r\n b\r\n" + END),
        NUL_IN_HEADER(400, "Bad request", "GET / HTTP/1.1\r\nX: a\0b\r\n" + END),
        NO_HEADER_AT_ALL(400, "Bad request", "GET / HTTP/1.1\r\nnonsense\r\n" + END),
        TWO_HOSTS(400, "Bad request", "GET / HTTP/1.1\r\nHost: b\r\n" + END),
        UNKNOWN_METHOD(405, "Method not allowed", "BREW /healthz HTTP/1.1\r\nConnection: close\r\n" + END);

        private final int status;
        private final String phrase;
        private final String request;

        Wrong(int status, String phrase, String request) {
            this.status = status;
            this.phrase = phrase;
            this.request = request;
        }
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void isRefusedInOurFormat(Wrong wrong) throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            RawConnection.Answer answer = client.send(wrong.request).answer();
            assertThat(answer.status()).isEqualTo(wrong.status);
            assertThat(answer.body()).isEqualTo(wrong.phrase);
            assertThat(answer.headers())
                    .containsEntry("content-type", "text/plain; charset=utf-8")
                    .containsEntry("access-control-allow-origin", "*")
                    .containsEntry("x-content-type-options", "nosniff");
            assertThat(answer.headers().get("x-request-id")).matches("[0-9a-f]{16}");
            // Whatever else was sent is no request.
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_EXPECTATION", "LONG_HEADER", "LENGTH_AND_CHUNKED", "TWO_HOSTS"})
    void isAProblemDocumentForWhoPrefersIt(Wrong wrong) throws Exception {
        String request = wrong.request.replaceFirst("\r\n", "\r\nAccept: application/problem+json\r\n");
        try (RawConnection client = new RawConnection(server.port())) {
            RawConnection.Answer answer = client.send(request).answer();
            assertThat(answer.status()).isEqualTo(wrong.status);
            assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
            assertThat(answer.body()).contains("\"detail\":\"" + wrong.phrase + "\"", "\"code\":\"");
        }
    }

    @Test
    void aBrokenChunkOfABodyIsABadRequest() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            RawConnection.Answer answer = client.send("POST /upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
                            + "Content-Type: " + Forms.MULTIPART + "\r\n" + END + "zz\r\nabc\r\n")
                    .answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("Bad request");
        }
    }
}
