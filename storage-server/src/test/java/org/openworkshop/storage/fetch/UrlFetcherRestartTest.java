/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Fetches that go on with the file of an earlier one. The file is {@code 0123456789}, and 5 bytes of it are here. */
class UrlFetcherRestartTest {
    private static final String SHA256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    private static final String TAG = "\"v1\"";
    private static final String DATE = "Sun, 01 Nov 2026 10:00:00 GMT";

    @TempDir
    private Path folder;

    private Path target;
    private FetchFixture fixture;

    @BeforeEach
    void start() throws IOException {
        target = Files.writeString(folder.resolve("x"), "01234");
        // Not a single retry: what a range does not give must come without.
        fixture = new FetchFixture(target, settings -> settings.retries = 0);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ResumePoint point(long bytes, @Nullable Long total) {
        return new ResumePoint(bytes, TAG, total, "old.zip");
    }

    private static RawServer.Script whole() {
        return RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"v2\"\r\n\r\n0123456789");
    }

    private static RawServer.Script part(String headers, String sent) {
        return RawServer.text(
                "HTTP/1.1 206 P\r\nContent-Length: " + sent.length() + "\r\n" + headers + "\r\n\r\n" + sent);
    }

    private FetchException failure(URI uri, ResumePoint point) {
        FetchException failure = catchThrowableOfType(FetchException.class, () -> fixture.resume(uri, point));
        assertThat(failure).isNotNull();
        assertThat(target).doesNotExist();
        return failure;
    }

    private void assertFromZero(RawServer server, FetchResult result, int request) {
        assertThat(result).isEqualTo(new FetchResult(10, SHA256, 10L, "x"));
        assertThat(target).hasContent("0123456789");
        assertThat(server.request(request)).doesNotContain("Range:");
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void restOfTheFileIsAskedForAndAppended() throws Exception {
        try (RawServer server = RawServer.start(part("Content-Range: bytes 5-9/10", "56789"))) {
            FetchResult result = fixture.resume(server.uri("/x"), point(5, 10L));
            assertThat(result).isEqualTo(new FetchResult(10, SHA256, 10L, "old.zip"));
            assertThat(target).hasContent("0123456789");
            assertThat(server.requests()).hasSize(1);
            assertThat(server.request(0)).contains("Range: bytes=5-\r\n").contains("If-Range: \"v1\"\r\n");
            assertThat(fixture.listener.started()).containsExactly("10 old.zip");
            assertThat(fixture.listener.progress()).startsWith(5L).isSorted().endsWith(10L);
            assertThat(fixture.listener.spaces()).startsWith(5L, 5L);
        }
    }

    @Test
    void dateIsAValidatorToo() throws Exception {
        try (RawServer server =
                RawServer.start(part("Content-Range: bytes 5-9/10\r\nLast-Modified: " + DATE, "56789"))) {
            assertThat(fixture.resume(server.uri("/x"), new ResumePoint(5, DATE, null, null)))
                    .isEqualTo(new FetchResult(10, SHA256, 10L, null));
            assertThat(server.request(0)).contains("If-Range: " + DATE + "\r\n");
        }
    }

    @Test
    void bytesBeyondThePointAreCutOff() throws Exception {
        Files.writeString(target, "01234never forced");
        try (RawServer server = RawServer.start(part("Content-Range: bytes 5-9/10", "56789"))) {
            assertThat(fixture.resume(server.uri("/x"), point(5, 10L)).sha256()).isEqualTo(SHA256);
            assertThat(target).hasContent("0123456789");
        }
    }

    @Test
    void longBeginningIsPartOfTheDigest() throws Exception {
        byte[] content = new byte[1_234_567];
        new Random(1).nextBytes(content);
        int here = 1_000_001;
        Files.write(target, content);
        RawServer.Script rest = (request, out, socket) -> {
            out.write(("HTTP/1.1 206 P\r\nContent-Range: bytes " + here + "-" + (content.length - 1) + "/"
                            + content.length + "\r\n\r\n")
                    .getBytes());
            out.write(Arrays.copyOfRange(content, here, content.length));
        };
        try (RawServer server = RawServer.start(rest)) {
            FetchResult result = fixture.resume(server.uri("/x"), point(here, (long) content.length));
            String expected = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            assertThat(result.sha256()).isEqualTo(expected);
            assertThat(target).hasBinaryContent(content);
        }
    }

    @Test
    void changedFileIsTakenFromZero() throws Exception {
        try (RawServer server = RawServer.start(whole())) {
            assertFromZeroAfterAsking(server);
            assertThat(fixture.listener.started()).containsExactly("20 old.zip", "10 x");
            assertThat(fixture.listener.progress()).containsSubsequence(5L, 0L, 10L);
            assertThat(fixture.listener.checkpoints()).containsExactly(new ResumePoint(0, "\"v2\"", 10L, "x"));
        }
    }

    private void assertFromZeroAfterAsking(RawServer server) throws Exception {
        FetchResult result = fixture.resume(server.uri("/x"), point(5, 20L));
        assertThat(server.request(0)).contains("Range: bytes=5-");
        assertThat(result).isEqualTo(new FetchResult(10, SHA256, 10L, "x"));
        assertThat(target).hasContent("0123456789");
    }

    @Test
    void unsatisfiableRangeIsTakenFromZeroAtOnce() throws Exception {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 416 No\r\nContent-Range: bytes */3\r\nContent-Length: 0\r\n\r\n"), whole())) {
            assertFromZero(server, fixture.resume(server.uri("/x"), point(5, 10L)), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes 4-9/10",
                "Content-Range: bytes 0-9/10",
                "Content-Range: bytes 5-9/11",
                "Content-Range: bytes 5-10/*",
                "Content-Range: nonsense",
                "X: y",
                "Content-Type: multipart/byteranges; boundary=b",
                "Content-Range: bytes 5-9/10\r\nETag: \"v2\"",
                "Content-Range: bytes 5-9/10\r\nContent-Encoding: gzip",
            })
    void partThatDoesNotFitIsTakenFromZeroAtOnce(String headers) throws Exception {
        try (RawServer server = RawServer.start(part(headers, "XXXXX"), whole())) {
            assertFromZero(server, fixture.resume(server.uri("/x"), point(5, 10L)), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123"})
    void shorterFileIsTakenFromZero(String content) throws Exception {
        Files.writeString(target, content);
        try (RawServer server = RawServer.start(whole())) {
            assertFromZero(server, fixture.resume(server.uri("/x"), point(5, 10L)), 0);
            assertThat(fixture.listener.started()).containsExactly("10 x");
        }
    }

    @Test
    void missingFileIsTakenFromZero() throws Exception {
        Files.delete(target);
        try (RawServer server = RawServer.start(whole())) {
            assertFromZero(server, fixture.resume(server.uri("/x"), point(5, 10L)), 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, '\"v1\"', 10",
        "-1, '\"v1\"', 10",
        "5, '\"v1\"', 4",
        "5, 'W/\"v1\"', 10",
        "5, '', 10",
        "5, yesterday, 10",
        "5, '\"a\r\nX: y\"', 10",
    })
    void pointThatCanBeNoneIsTakenFromZero(long bytes, String validator, long total) throws Exception {
        try (RawServer server = RawServer.start(whole())) {
            ResumePoint point = new ResumePoint(bytes, validator, total, null);
            assertFromZero(server, fixture.resume(server.uri("/x"), point), 0);
        }
    }

    @Test
    void linkAtTheTargetIsNeverGoneOnWith() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "01234567");
        Files.delete(target);
        Files.createSymbolicLink(target, precious);
        try (RawServer server = RawServer.start(part("Content-Range: bytes 5-9/10", "56789"))) {
            assertThatThrownBy(() -> fixture.resume(server.uri("/x"), point(5, 10L)))
                    .isInstanceOf(IOException.class);
            assertThat(precious).hasContent("01234567");
            assertThat(Files.exists(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void wholeFileNeedsNoRequest() throws Exception {
        Files.writeString(target, "0123456789");
        try (RawServer server = RawServer.start(RawServer.text("HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(fixture.resume(server.uri("/x"), point(10, 10L)))
                    .isEqualTo(new FetchResult(10, SHA256, 10L, "old.zip"));
            assertThat(server.connections()).isZero();
            assertThat(fixture.listener.started()).containsExactly("10 old.zip");
            assertThat(fixture.listener.progress()).containsExactly(10L);
            assertThat(target).hasContent("0123456789");
        }
    }

    @Test
    void wholeFileOfUnknownTotalIsTakenFromZeroWhenTheOriginHasNoMore() throws Exception {
        Files.writeString(target, "0123456789");
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 416 No\r\nContent-Range: bytes */10\r\nContent-Length: 0\r\n\r\n"), whole())) {
            assertFromZero(server, fixture.resume(server.uri("/x"), point(10, null)), 1);
        }
    }

    @Test
    void resumedBytesCountForTheLimit() throws Exception {
        try (RawServer server = RawServer.start(part("Content-Range: bytes 5-9/*", "56789"))) {
            for (int limit : new int[] {4, 9}) {
                Files.writeString(target, "01234");
                FetchRequest request = new FetchRequest(server.uri("/x"), target, limit, point(5, null));
                assertThatThrownBy(() -> fixture.fetcher.fetch(request, fixture.listener))
                        .isInstanceOfSatisfying(
                                FetchException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
                assertThat(target).doesNotExist();
            }
        }
    }

    @Test
    void resumedBodyThatBreaksIsResumedAgain() throws Exception {
        try (RawServer server = RawServer.start(
                        RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56"),
                        RawServer.text("HTTP/1.1 503 Wait\r\nContent-Length: 0\r\n\r\n"),
                        part("Content-Range: bytes 7-9/10", "789"));
                FetchFixture patient = new FetchFixture(target)) {
            assertThat(patient.resume(server.uri("/x"), point(5, 10L)).sha256()).isEqualTo(SHA256);
            assertThat(server.request(2)).contains("Range: bytes=7-\r\n").contains("If-Range: \"v1\"\r\n");
            assertThat(patient.listener.started()).containsExactly("10 old.zip");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void passingTroubleOfTheOriginCountsAsABrokenTry(int status) throws Exception {
        try (RawServer server = RawServer.start(
                        RawServer.text("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"),
                        part("Content-Range: bytes 5-9/10", "56789"));
                FetchFixture patient = new FetchFixture(target)) {
            assertThat(patient.resume(server.uri("/x"), point(5, 10L)).sha256()).isEqualTo(SHA256);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410, 503})
    void refusalOfTheOriginEndsTheFetchAndItsFile(int status) throws Exception {
        try (RawServer server =
                RawServer.start(RawServer.text("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(failure(server.uri("/x"), point(5, 10L)).status()).isEqualTo(status);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void unreachableOriginEndsTheFetchAndItsFile() throws Exception {
        RawServer gone = RawServer.start(RawServer.ok(""));
        gone.close();
        assertThat(failure(gone.uri("/x"), point(5, 10L)).reason()).isEqualTo(Reason.FAILED);
    }

    @Test
    void redirectsAreWalkedWithTheRange() throws Exception {
        try (RawServer server =
                RawServer.start(RawServer.redirect(302, "/signed"), part("Content-Range: bytes 5-9/10", "56789"))) {
            assertThat(fixture.resume(server.uri("/x"), point(5, 10L)).sha256()).isEqualTo(SHA256);
            assertThat(server.request(1)).startsWith("GET /signed ").contains("Range: bytes=5-\r\n");
        }
    }
}
