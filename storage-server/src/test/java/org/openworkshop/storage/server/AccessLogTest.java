/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The access log as an operator reads it, on the standard error stream. */
class AccessLogTest {
    @TempDir
    static Path mainDir;

    private static TestServer server;
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(mainDir, Map.of("OW_SERVER_ACCESS_LOG", "true"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void captureLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(before);
    }

    @Test
    void oneLineTellsTheRequestAndItsAnswer() throws Exception {
        Files.write(mainDir.resolve("resource").resolve("a.bin"), new byte[1234]);
        server.download("/download/resource/a.bin?filename=x");
        await().untilAsserted(() -> assertThat(lines())
                .singleElement()
                .asString()
                .matches(".* INFO access - Request is answered client=127\\.0\\.0\\.1 method=GET"
                        + " target=\"/download/resource/a.bin\\?filename=x\" protocol=HTTP/1.1 status=200 bytes=1234"
                        + " millis=\\d+ request_id=[0-9a-f]{16}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token=s3cret",
                "filename=a&token=s3cret&size=1",
                "TOKEN=s3cret",
                "%74oken=s3cret",
                "%74%6f%6B%65%6e=s3cret",
                "token=a&token=s3cret",
                "token=s3cret=&x",
                "+token=s3cret",
                ";token=s3cret"
            })
    void tokensAreLeftOutHoweverTheyAreSpelled(String query) throws Exception {
        server.send(server.request("/transfer/upload?" + query).POST(BodyPublishers.ofString("body")));
        server.get("/nowhere?" + query);
        await().until(() -> lines().size() == 2);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("s3cret");
        assertThat(lines()).anyMatch(line -> line.contains("method=POST target="));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "/badMessage                              -> /badMessage",
                "/a%25b                                   -> /a%25b",
                "/download/archive/a%25b                  -> /download/archive/a%25b",
                "/download/archive/%2e%2e/%252e           -> /download/archive/%2e%2e/%252e",
                "/download/archive/a%zz.zip?x=1           -> \"/download/archive/a%zz.zip?x=1\"",
                "/download/archive/a%00b                  -> /download/archive/a%00b",
                "/download/archive/a%zz?token=s3cret&x=1  -> \"/download/archive/a%zz?x=1\"",
                "/a%zz?x=1&token=s3cret                   -> \"/a%zz?x=1\"",
                "/a%zz#token=s3cret                       -> /a%zz",
                "/a%zz/eyJhbGciOiJIUzI1NiJ9.eyJ9.s3cret   -> /a%zz/token",
                "http://me:s3cret@storage/a%zz            -> /a%zz",
            })
    void targetIsWhatTheClientSent(String sent, String logged) throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection
                    .head("POST " + sent, "Content-Length: 0", "Connection: close")
                    .bare();
        }

        await().until(() -> lines().size() == 1);
        assertThat(lines().get(0)).contains(" method=POST target=" + logged + " protocol=HTTP/1.1 status=4");
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3cret\r\n\r\n", "GET\r\n\r\n", "\u0001\u0002 / HTTP/1.1\r\n\r\n", "GET /a HTTP/7.1\r\n\r\n"})
    void requestLineThatIsNoneHasNoValues(String sent) throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            // What was kept of the request before is not taken for this one's.
            connection.head("GET /download/archive/before%zz").answer();
            connection.send(sent).bare();
        }

        await().until(() -> lines().size() == 2);
        assertThat(lines().get(1)).contains(" method=- target=- protocol=- status=");
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("s3cret", "bad");
    }

    @Test
    void lineOfALongTargetIsBounded() throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.head("GET /a%zz" + "x".repeat(20_000)).bare();
        }

        await().until(() -> lines().size() == 1);
        assertThat(lines().get(0)).contains(" target=\"/a%zzxxx").hasSizeLessThan(2400);
    }

    @Test
    void nothingIsLoggedUnlessAsked(@TempDir Path other) throws Exception {
        try (TestServer quiet = new TestServer(other, Map.of())) {
            quiet.get("/nowhere");
            // The figures are written by the same hook: once they tell the request, its line would be there.
            await().until(() -> quiet.get("/metrics").body().contains("route=\"other\",status=\"404\"} 1.0"));
            assertThat(lines()).isEmpty();
        }
    }

    private List<String> lines() {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" access - "))
                .toList();
    }
}
