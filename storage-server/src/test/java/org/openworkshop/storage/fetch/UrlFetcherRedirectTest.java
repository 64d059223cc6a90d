/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Where redirects may lead, how often, and what goes along. */
class UrlFetcherRedirectTest {
    private static final String CREDENTIALS =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("u:p".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    private FetchFixture fixture;

    @BeforeEach
    void start() {
        fixture = new FetchFixture(
                folder.resolve("x"), settings -> settings.allowed = List.of("a.example", "b.example", "127.0.0.1"));
        fixture.resolver.answer("a.example", "127.0.0.1").answer("b.example", "127.0.0.1");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static String url(String host, RawServer server, String path) {
        return "http://" + host + ":" + server.port() + path;
    }

    private void assertEndlessRedirects(URI uri) {
        FetchException failure = fixture.failure(uri);
        assertThat(failure.reason()).isEqualTo(Reason.FAILED);
        assertThat(failure).hasMessageContaining("redirects");
        assertThat(fixture.pauses).isEmpty();
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectToItselfEnds(int status) throws Exception {
        try (RawServer server = RawServer.start(RawServer.redirect(status, "/x"))) {
            assertEndlessRedirects(server.uri("/x"));
            assertThat(server.requests()).hasSize(6);
        }
    }

    @Test
    void redirectToAndFroEnds() throws Exception {
        AtomicReference<String> there = new AtomicReference<>("");
        RawServer.Script forth =
                (request, out, socket) -> RawServer.redirect(302, there.get()).answer(request, out, socket);
        try (RawServer a = RawServer.start(forth);
                RawServer b = RawServer.start(RawServer.redirect(307, url("a.example", a, "/")))) {
            there.set(url("b.example", b, "/"));
            assertEndlessRedirects(URI.create(url("a.example", a, "/")));
            assertThat(a.requests()).hasSize(3);
            assertThat(b.requests()).hasSize(3);
        }
    }

    @Test
    void fifthRedirectIsFollowedAndTheSixthIsNot() throws Exception {
        List<RawServer.Script> scripts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            scripts.add(RawServer.redirect(302, "/" + i));
        }
        scripts.add(RawServer.ok("hello"));
        try (RawServer server = RawServer.start(scripts.toArray(RawServer.Script[]::new))) {
            assertThat(fixture.fetch(server.uri("/0")).fileName()).isEqualTo("5");
        }
        scripts.add(0, RawServer.redirect(302, "/0"));
        try (RawServer server = RawServer.start(scripts.toArray(RawServer.Script[]::new))) {
            assertEndlessRedirects(server.uri("/"));
            assertThat(server.requests()).hasSize(6);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "y | /p/q/y",
                "./y | /p/q/y",
                "../y | /p/y",
                "../../../../y | /y",
                "/y | /y",
                "\\y | /y",
                "?n=2 | /p/q/r?n=2",
                "y#fragment | /p/q/y",
                "/file: | /file:",
                "./javascript:x | /p/q/javascript:x",
                "//127.0.0.1:PORT/y | /y",
                "\\\\127.0.0.1:PORT\\y | /y",
                "/\\127.0.0.1:PORT/y | /y",
                "http://127.0.0.1:PORT | /",
            })
    void referenceIsSeenFromTheAnsweringUrl(String location, String path) throws Exception {
        AtomicReference<String> port = new AtomicReference<>("");
        RawServer.Script first = (request, out, socket) ->
                RawServer.redirect(302, location.replace("PORT", port.get())).answer(request, out, socket);
        try (RawServer server = RawServer.start(first, RawServer.ok("hello"))) {
            port.set(Integer.toString(server.port()));
            assertThat(fixture.fetch(server.uri("/p/q/r?n=1")).bytes()).isEqualTo(5);
            assertThat(server.request(1)).startsWith("GET " + path + " HTTP/1.1\r\n");
        }
    }

    @Test
    void networkPathLeadsToAnotherHostWhichIsChecked() throws Exception {
        fixture.resolver.answer("inside.example", "127.0.0.1");
        try (RawServer inside = RawServer.startEverywhere(RawServer.ok("secret"));
                RawServer server = RawServer.start(RawServer.redirect(302, "//inside.example:" + inside.port()))) {
            assertThat(fixture.failure(server.uri("/")).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
            assertThat(inside.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "FILE:/etc/passwd",
                "file:etc",
                "ftp://a.example/x",
                "data:text/plain,hello",
                "javascript:alert(1)",
                "gopher://a.example:70/_x",
                "jar:http://a.example/x!/",
                "about:blank",
                "http:x",
                "https:/x",
                "http://a.example:0/",
                "http://a.example:65536/",
            })
    void redirectToWhatCannotBeFetchedEndsTheFetch(String location) throws Exception {
        try (RawServer server = RawServer.start(RawServer.redirect(302, location))) {
            assertThat(fixture.failure(server.uri("/")).reason()).isEqualTo(Reason.FAILED);
            assertThat(server.requests()).hasSize(1);
            assertThat(folder.resolve("x")).doesNotExist();
        }
    }

    @Test
    void credentialsGoToNoOtherHostPortOrSpellingAndComeBackWithTheirOwn() throws Exception {
        AtomicReference<String> home = new AtomicReference<>("");
        RawServer.Script back = (request, out, socket) ->
                RawServer.redirect(302, home.get() + "/end").answer(request, out, socket);
        try (RawServer other = RawServer.start(back);
                RawServer server = RawServer.start(
                        RawServer.redirect(302, "/same"),
                        (request, out, socket) -> RawServer.redirect(
                                        302, home.get().replace("a.example", "b.example") + "/host")
                                .answer(request, out, socket),
                        RawServer.redirect(302, url("a.example", other, "/port")),
                        RawServer.ok("hello"))) {
            home.set(url("a.example", server, ""));
            fixture.fetch(URI.create(home.get().replace("a.example", "u:p@a.example") + "/start"));

            assertThat(server.request(0)).startsWith("GET /start ").contains(CREDENTIALS);
            assertThat(server.request(1)).startsWith("GET /same ").contains(CREDENTIALS);
            assertThat(server.request(2)).startsWith("GET /host ").doesNotContain("Authorization");
            assertThat(other.request(0)).startsWith("GET /port ").doesNotContain("Authorization");
            assertThat(server.request(3)).startsWith("GET /end ").contains(CREDENTIALS);
        }
    }

    @Test
    void credentialsThatARedirectNamesGoNowhere() throws Exception {
        AtomicReference<String> home = new AtomicReference<>("");
        RawServer.Script planting =
                (request, out, socket) -> RawServer.redirect(302, home.get().replace("a.example", "x:y@a.example"))
                        .answer(request, out, socket);
        try (RawServer server = RawServer.start(planting, RawServer.ok("hello"))) {
            home.set(url("a.example", server, "/"));
            fixture.fetch(URI.create(home.get()));
            assertThat(server.request(1)).doesNotContain("Authorization").doesNotContain("x:y");
        }
    }
}
