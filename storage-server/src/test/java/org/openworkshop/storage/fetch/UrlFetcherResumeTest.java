/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Origins that break off, and what is made of the pieces. The file is {@code 0123456789}. */
class UrlFetcherResumeTest {
    private static final String SHA256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    private static final String TAG = "ETag: \"v1\"\r\n";
    private static final String DATES =
            "Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nDate: Sun, 01 Nov 2026 11:00:00 GMT\r\n";

    @TempDir
    private Path folder;

    private Path target;
    private FetchFixture fixture;

    @BeforeEach
    void start() {
        target = folder.resolve("x");
        fixture = new FetchFixture(target);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static RawServer.Script cut(String headers, String sent) {
        return RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + headers + "\r\n" + sent);
    }

    private static RawServer.Script part(String range, String headers, String sent) {
        return RawServer.text("HTTP/1.1 206 Partial Content\r\nContent-Range: " + range + "\r\nContent-Length: "
                + sent.length() + "\r\n" + headers + "\r\n" + sent);
    }

    private static RawServer.Script status(int status) {
        return RawServer.text("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
    }

    private void assertWhole(RawServer server) throws Exception {
        FetchResult result = fixture.fetch(server.uri("/x"));
        assertThat(target).hasContent("0123456789");
        assertThat(result).isEqualTo(new FetchResult(10, SHA256, 10L, "x"));
    }

    private static void assertFromZero(String request) {
        assertThat(request).doesNotContain("Range:");
    }

    @Test
    void cutBodyIsResumedByTag() throws Exception {
        try (RawServer server = RawServer.start(cut(TAG + DATES, "01234"), part("bytes 5-9/10", TAG, "56789"))) {
            assertWhole(server);
            assertFromZero(server.request(0));
            assertThat(server.request(1)).contains("Range: bytes=5-\r\n").contains("If-Range: \"v1\"\r\n");
            assertThat(fixture.listener.started()).containsExactly("10 x");
            assertThat(fixture.listener.progress()).isSorted().endsWith(10L);
        }
    }

    @Test
    void cutBodyIsResumedByDate() throws Exception {
        try (RawServer server = RawServer.start(cut(DATES, "01234"), part("bytes 5-9/10", DATES, "56789"))) {
            assertWhole(server);
            assertThat(server.request(1)).contains("If-Range: Sun, 01 Nov 2026 10:00:00 GMT\r\n");
        }
    }

    @Test
    void everyCutIsResumedUpToTheLastRetryAfterGrowingPauses() throws Exception {
        try (RawServer server = RawServer.start(
                cut(TAG, "012"),
                RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 3-9/10\r\nContent-Length: 7\r\n\r\n34"),
                RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n5"),
                part("bytes 6-9/10", "", "6789"))) {
            assertWhole(server);
            assertThat(server.request(3)).contains("Range: bytes=6-\r\n");
            assertThat(fixture.pauses)
                    .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void fourthCutIsTheLast() throws IOException {
        try (RawServer server = RawServer.start(cut("", "01234"))) {
            FetchException failure = fixture.failure(server.uri("/x"));
            assertThat(failure.reason()).isEqualTo(Reason.FAILED);
            assertThat(server.requests()).hasSize(4);
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ETag: W/\"v1\"\r\n",
                "Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n",
                "ETag: \"v1\"\r\nAccept-Ranges: none\r\n"
            })
    void withoutAStrongValidatorTheFetchRestarts(String headers) throws Exception {
        try (RawServer server = RawServer.start(cut(headers, "xxxxx"), cut(headers, "0123456789"))) {
            assertWhole(server);
            assertFromZero(server.request(1));
            assertThat(fixture.listener.started()).containsExactly("10 x", "10 x");
            assertThat(fixture.listener.progress()).containsSubsequence(5L, 0L, 10L);
        }
    }

    @Test
    void changedFileIsTakenFromZero() throws Exception {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n" + TAG + "\r\nold old"),
                cut("ETag: \"v2\"\r\n", "0123456789"))) {
            assertWhole(server);
            assertThat(fixture.listener.started()).containsExactly("20 x", "10 x");
        }
    }

    @Test
    void changedFileThatIsCutTooIsResumedByItsNewTag() throws Exception {
        try (RawServer server = RawServer.start(
                cut(TAG, "old old"), cut("ETag: \"v2\"\r\n", "012"), part("bytes 3-9/10", "", "3456789"))) {
            assertWhole(server);
            assertThat(server.request(2)).contains("Range: bytes=3-\r\n").contains("If-Range: \"v2\"\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes 4-9/10", // not where we are
                "Content-Range: bytes 6-9/10",
                "Content-Range: bytes 0-4/10",
                "Content-Range: bytes 5-9/11", // not the same whole
                "Content-Range: bytes 5-10/*",
                "Content-Range: bytes 5-8/10", // not the stated length
                "Content-Range: nonsense",
                "X: y",
                "Content-Type: multipart/byteranges; boundary=b",
                "Content-Range: bytes 5-9/10\r\nETag: \"v2\"", // not the same version
                "Content-Range: bytes 5-9/10\r\nContent-Encoding: gzip",
            })
    void partThatDoesNotFitIsDroppedAndTheFetchRestarts(String headers) throws Exception {
        try (RawServer server = RawServer.start(
                cut(TAG, "01234"),
                RawServer.text("HTTP/1.1 206 P\r\nContent-Length: 5\r\n" + headers + "\r\n\r\nXXXXX"),
                cut(TAG, "0123456789"))) {
            assertWhole(server);
            assertThat(server.request(1)).contains("Range: bytes=5-");
            assertFromZero(server.request(2));
        }
    }

    @Test
    void partThatRunsPastTheEndIsDropped() throws Exception {
        try (RawServer server = RawServer.start(
                cut(TAG, "01234"),
                RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "7\r\n56789XX\r\n0\r\n\r\n"),
                cut(TAG, "0123456789"))) {
            assertWhole(server);
            assertFromZero(server.request(2));
        }
    }

    @Test
    void partInSmallerPartsIsPutTogether() throws Exception {
        try (RawServer server =
                RawServer.start(cut(TAG, "01234"), part("bytes 5-6/10", "", "56"), part("bytes 7-9/10", "", "789"))) {
            assertWhole(server);
        }
    }

    @Test
    void unsatisfiableRangeRestarts() throws Exception {
        try (RawServer server = RawServer.start(cut(TAG, "01234"), status(416), cut(TAG, "0123456789"))) {
            assertWhole(server);
            assertFromZero(server.request(2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passingTroubleOfTheOriginCountsAsABrokenTry(int status) throws Exception {
        try (RawServer server = RawServer.start(cut(TAG, "01234"), status(status), part("bytes 5-9/10", "", "56789"))) {
            assertWhole(server);
            assertThat(fixture.pauses).hasSize(2);
        }
    }

    @Test
    void lastingTroubleOfTheOriginIsItsStatus() throws IOException {
        try (RawServer server = RawServer.start(cut(TAG, "01234"), status(503))) {
            assertThat(fixture.failure(server.uri("/x")).status()).isEqualTo(503);
            assertThat(server.requests()).hasSize(4);
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410})
    void fileThatIsGoneMeanwhileEndsTheFetch(int status) throws IOException {
        try (RawServer server = RawServer.start(cut(TAG, "01234"), status(status))) {
            assertThat(fixture.failure(server.uri("/x")).status()).isEqualTo(status);
            assertThat(server.requests()).hasSize(2);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void resumeWalksTheRedirectsAgain() throws Exception {
        try (RawServer server = RawServer.start(
                RawServer.redirect(302, "/signed-1/x"),
                cut(TAG, "01234"),
                RawServer.redirect(302, "/signed-2/x"),
                part("bytes 5-9/10", "", "56789"))) {
            assertWhole(server);
            assertThat(server.request(2)).startsWith("GET /x ");
            assertThat(server.request(3)).startsWith("GET /signed-2/x ").contains("Range: bytes=5-\r\n");
        }
    }

    @Test
    void chunkedBodyThatIsCutIsResumedAndLearnsItsTotal() throws Exception {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + TAG + "\r\n5\r\n01234\r\n"),
                part("bytes 5-9/10", "", "56789"))) {
            assertWhole(server);
            assertThat(fixture.listener.started()).containsExactly("null x");
        }
    }

    @Test
    void bodyThatEndsWithTheConnectionIsWhole() throws Exception {
        try (RawServer server = RawServer.start(RawServer.text("HTTP/1.0 200 OK\r\n\r\n0123456789"))) {
            assertThat(fixture.fetch(server.uri("/x"))).isEqualTo(new FetchResult(10, SHA256, null, "x"));
            assertThat(fixture.pauses).isEmpty();
        }
    }

    @Test
    void connectionThatClosesWithoutAnAnswerIsTriedAgain() throws Exception {
        try (RawServer server =
                RawServer.start(RawServer.text(""), RawServer.text("HTTP/1.1 20"), cut("", "0123456789"))) {
            assertWhole(server);
        }
    }

    @Test
    void resetConnectionIsResumed() throws Exception {
        RawServer.Script reset = (request, out, socket) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n" + TAG + "\r\n").getBytes());
            out.flush();
            socket.setSoLinger(true, 0);
        };
        try (RawServer server = RawServer.start(reset, cut(TAG, "0123456789"))) {
            assertWhole(server);
        }
    }

    @Test
    void unaskedPartThatIsTheBeginningIsTakenAsSuch() throws Exception {
        try (RawServer server =
                RawServer.start(part("bytes 0-4/10", TAG, "01234"), part("bytes 5-9/10", TAG, "56789"))) {
            assertWhole(server);
        }
    }

    @Test
    void unaskedPartFromElsewhereIsNeverTheFile() throws IOException {
        try (RawServer server = RawServer.start(part("bytes 5-9/10", TAG, "56789"))) {
            assertThat(fixture.failure(server.uri("/x")).reason()).isEqualTo(Reason.FAILED);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void refusedConnectionsAreTriedAgainAndThenFail() throws IOException {
        RawServer gone = RawServer.start(RawServer.ok(""));
        gone.close();
        assertThat(fixture.failure(gone.uri("/x")).reason()).isEqualTo(Reason.FAILED);
        assertThat(fixture.pauses).hasSize(3);
    }

    @Test
    void interimAnswersArePassedOver() throws Exception {
        List<String> interim = List.of("100 Continue", "102 Processing", "103 Early Hints");
        StringBuilder answer = new StringBuilder();
        interim.forEach(line -> answer.append("HTTP/1.1 ").append(line).append("\r\nLink: </s.css>\r\n\r\n"));
        try (RawServer server =
                RawServer.start(RawServer.text(answer + "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"))) {
            assertWhole(server);
        }
    }
}
