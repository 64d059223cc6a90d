/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

class UrlFetcherTest {
    private static final String HELLO_SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    private Path folder;

    private Path target;
    private FetchFixture fixture;
    private MockWebServer server;

    @BeforeEach
    void start() throws IOException {
        target = folder.resolve("source");
        fixture = new FetchFixture(target);
        server = new MockWebServer();
        server.start(InetAddress.getByName("127.0.0.1"), 0);
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    @Test
    void fileArrivesWholeWithDigestSizeAndName() throws Exception {
        server.enqueue(new MockResponse.Builder().body("hello").build());

        FetchResult result = fixture.fetch(uri("/mods/my%20mod.zip?v=1#x"));

        assertThat(result).isEqualTo(new FetchResult(5, HELLO_SHA256, 5L, "my mod.zip"));
        assertThat(target).hasContent("hello");
        assertThat(fixture.listener.started()).containsExactly("5 my mod.zip");
        assertThat(fixture.listener.progress()).endsWith(5L);
    }

    @Test
    void requestCarriesOnlyWhatItMust() throws Exception {
        server.enqueue(new MockResponse.Builder().body("hello").build());
        fixture.fetch(uri("/a%20b//c?q=%C3%BC&x#frag"));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("GET");
        assertThat(request.getTarget()).isEqualTo("/a%20b//c?q=%C3%BC&x");
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("OpenWorkshopStorage");
        assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
        assertThat(request.getHeaders().get("Host")).isEqualTo("127.0.0.1:" + server.getPort());
        assertThat(request.getHeaders().names())
                .containsExactlyInAnyOrder("Host", "User-Agent", "Accept-Encoding", "Accept", "Connection");
    }

    @Test
    void pathThatBeginsWithTwoSlashesStaysAPath() throws Exception {
        server.enqueue(new MockResponse.Builder().body("hello").build());
        fixture.fetch(uri("//evil.example/x"));
        assertThat(server.takeRequest().getTarget()).isEqualTo("//evil.example/x");
    }

    @Test
    void emptyFileIsAFile() throws Exception {
        server.enqueue(new MockResponse.Builder().body("").build());
        FetchResult result = fixture.fetch(uri("/empty"));
        assertThat(result.bytes()).isZero();
        assertThat(result.sha256()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(target).isEmptyFile();
    }

    @Test
    void chunkedBodyHasNoTotal() throws Exception {
        server.enqueue(new MockResponse.Builder().chunkedBody("hello", 2).build());
        FetchResult result = fixture.fetch(uri("/x"));
        assertThat(result).isEqualTo(new FetchResult(5, HELLO_SHA256, null, "x"));
        assertThat(fixture.listener.started()).containsExactly("null x");
    }

    @Test
    void dispositionNamesTheFile() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body("hello")
                .addHeader("Content-Disposition", "attachment; filename=\"x.zip\"; filename*=UTF-8''%D0%BC.zip")
                .build());
        assertThat(fixture.fetch(uri("/download")).fileName()).isEqualTo("м.zip");
    }

    @Test
    void olderFileAtTheTargetIsReplaced() throws Exception {
        Files.writeString(target, "something much longer than hello");
        server.enqueue(new MockResponse.Builder().body("hello").build());
        fixture.fetch(uri("/x"));
        assertThat(target).hasContent("hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 300, 304, 400, 401, 403, 404, 407, 410, 416, 429, 500, 502, 503})
    void firstAnswerThatIsNoSuccessIsFinal(int status) throws Exception {
        MockResponse.Builder answer = new MockResponse.Builder().code(status).addHeader("WWW-Authenticate", "Basic");
        server.enqueue((status == 204 || status == 304 ? answer : answer.body("no")).build());

        FetchException failure = fixture.failure(uri("/x"));

        assertThat(failure.reason()).isEqualTo(Reason.STATUS);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(target).doesNotExist();
        assertThat(fixture.listener.started()).isEmpty();
    }

    @Test
    void redirectsOfEveryKindAreFollowed() throws Exception {
        int[] kinds = {301, 302, 303, 307, 308};
        for (int i = 0; i < kinds.length; i++) {
            server.enqueue(new MockResponse.Builder()
                    .code(kinds[i])
                    .addHeader("Location", "../hop/" + i)
                    .build());
        }
        server.enqueue(new MockResponse.Builder().body("hello").build());

        FetchResult result = fixture.fetch(uri("/start/x"));

        assertThat(result.fileName()).isEqualTo("4");
        assertThat(server.getRequestCount()).isEqualTo(6);
    }

    @Test
    void redirectWithoutLocationIsAStatus() {
        server.enqueue(new MockResponse.Builder().code(302).build());
        assertThat(fixture.failure(uri("/x")).status()).isEqualTo(302);
    }

    @Test
    void redirectWithUnescapedUtf8IsFollowed() throws Exception {
        try (RawServer raw = RawServer.start(
                RawServer.redirect(
                        302, new String("/мод a.zip".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)),
                RawServer.ok("hello"))) {
            assertThat(fixture.fetch(raw.uri("/x")).fileName()).isEqualTo("мод a.zip");
            assertThat(raw.request(1)).startsWith("GET /%D0%BC%D0%BE%D0%B4%20a.zip HTTP/1.1\r\n");
        }
    }

    @Test
    void credentialsOfTheUrlGoToItsOwnOriginOnly() throws Exception {
        try (RawServer other =
                RawServer.start(RawServer.redirect(302, uri("/back").toString()))) {
            server.enqueue(new MockResponse.Builder()
                    .code(302)
                    .addHeader("Location", other.uri("/elsewhere").toString())
                    .build());
            server.enqueue(new MockResponse.Builder().body("hello").build());

            fixture.fetch(URI.create("http://us%40er:p%3Ass%20w@127.0.0.1:" + server.getPort() + "/x"));

            String expected =
                    "Basic " + Base64.getEncoder().encodeToString("us@er:p:ss w".getBytes(StandardCharsets.UTF_8));
            assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo(expected);
            assertThat(other.request(0)).doesNotContain("Authorization").doesNotContain("p:ss");
            assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo(expected);
        }
    }

    @Test
    void cookiesAreNeverSentBack() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Set-Cookie", "a=b; Path=/")
                .addHeader("Location", "/y")
                .build());
        server.enqueue(new MockResponse.Builder()
                .addHeader("Set-Cookie", "c=d")
                .body("hello")
                .build());
        server.enqueue(new MockResponse.Builder().body("hello").build());
        fixture.fetch(uri("/x"));
        fixture.fetch(uri("/z"));
        for (int i = 0; i < 3; i++) {
            assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
        }
    }

    @Test
    void proxySettingsOfTheEnvironmentAreNotUsed() throws Exception {
        try (RawServer proxy = RawServer.start(RawServer.ok("from the proxy"))) {
            System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", Integer.toString(proxy.port()));
            System.setProperty("http.nonProxyHosts", "");
            server.enqueue(new MockResponse.Builder().body("hello").build());
            assertThat(fixture.fetch(uri("/x")).sha256()).isEqualTo(HELLO_SHA256);
            assertThat(proxy.requests()).isEmpty();
        } finally {
            List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts").forEach(System::clearProperty);
        }
    }

    @Test
    void unwritableTargetIsALocalFailure() throws Exception {
        assertThatThrownBy(() -> fixture.fetcher.fetch(
                        new FetchRequest(uri("/x"), folder.resolve("no/such/x"), 0, null), fixture.listener))
                .isInstanceOf(IOException.class);
        Path outside = Files.writeString(folder.resolve("outside"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
        assertThatThrownBy(() -> fixture.fetcher.fetch(new FetchRequest(uri("/x"), link, 0, null), fixture.listener))
                .isInstanceOf(IOException.class);
        assertThat(outside).hasContent("precious");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void urlThatIsNoneFailsWithoutTouchingTheTarget() {
        assertThat(fixture.failure(URI.create("ftp://a.example/x")).reason()).isEqualTo(Reason.FAILED);
        assertThat(target).doesNotExist();
    }

    @Test
    void messagesNeverShowPathQueryOrCredentials() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "ftp://hidden3/")
                .build());
        URI secret = URI.create("http://hidden0:hidden1@127.0.0.1:" + server.getPort() + "/hidden2?t=hidden4");
        assertThat(fixture.failure(secret)).message().doesNotContain("hidden");
    }

    @Test
    void closedFetcherFetchesNothing() {
        fixture.close();
        assertThat(fixture.failure(uri("/x")).reason()).isEqualTo(Reason.FAILED);
        assertThat(fixture.pauses).isEmpty();
    }
}
