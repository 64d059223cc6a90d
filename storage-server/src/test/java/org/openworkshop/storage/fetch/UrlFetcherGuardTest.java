/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Every test has an origin on loopback that would answer: refusals are shown by its silence. */
class UrlFetcherGuardTest {
    @TempDir
    private Path folder;

    private RawServer server;

    @BeforeEach
    void start() throws IOException {
        server = RawServer.start(RawServer.ok("hello"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private FetchFixture fixture(String... allowed) {
        return new FetchFixture(folder.resolve("x"), settings -> settings.allowed = List.of(allowed));
    }

    private void assertRefused(FetchFixture fixture, String url) throws InvalidUrlException {
        FetchException failure = fixture.failure(FetchUrl.parse(url.replace("PORT", Integer.toString(server.port()))));
        assertThat(failure.reason()).as(url).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(fixture.pauses).isEmpty();
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void nameIsJudgedByItsAddresses() throws Exception {
        try (FetchFixture fixture = fixture()) {
            fixture.resolver.answer("inside.example", "127.0.0.1");
            fixture.resolver.answer("all-inside.example", "10.0.0.1", "127.0.0.1", "::1");
            assertRefused(fixture, "http://inside.example:PORT/");
            assertRefused(fixture, "http://INSIDE.example.:PORT/");
            assertRefused(fixture, "http://all-inside.example:PORT/");
            assertThat(server.openConnections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "files.lan, files.lan, true",
        "FILES.lan, files.LAN., true",
        "files.lan:PORT, files.lan, true",
        "files.lan:1, files.lan, false",
        "127.0.0.1, files.lan, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1:PORT, 127.0.0.1, true",
        "127.0.0.1, 2130706433, false",
        "my_files.lan, my_files.lan, true",
        "bücher.lan, xn--bcher-kva.lan, true",
    })
    void operatorExemptsHosts(String entry, String host, boolean passes) throws Exception {
        try (FetchFixture fixture = fixture(entry.replace("PORT", Integer.toString(server.port())))) {
            for (String name : List.of("files.lan", "my_files.lan", "xn--bcher-kva.lan")) {
                fixture.resolver.answer(name, "127.0.0.1");
            }
            String url = "http://" + host + ":PORT/x";
            if (passes) {
                assertThat(fixture.fetch(FetchUrl.parse(url.replace("PORT", Integer.toString(server.port()))))
                                .bytes())
                        .isEqualTo(5);
            } else {
                assertRefused(fixture, url);
            }
        }
    }

    @Test
    void nameIsResolvedOncePerConnectionAndTheCheckedAddressIsTheOneCalled() throws Exception {
        try (RawServer checked = RawServer.startAt("127.0.0.2", RawServer.ok("checked"));
                FetchFixture fixture = fixture("rebind.example")) {
            fixture.resolver.answer("rebind.example", "127.0.0.2");
            fixture.resolver.answer("rebind.example", "127.0.0.3");
            assertThat(fixture.fetch(URI.create("http://rebind.example:" + checked.port() + "/"))
                            .bytes())
                    .isEqualTo(7);
            assertThat(fixture.resolver.asked()).containsExactly("rebind.example");
        }
    }

    @Test
    void exemptionOfOnePortIsNoneForARedirectToAnother() throws Exception {
        try (FetchFixture fixture = fixture("turn.example:" + server.port())) {
            // The first hop is exempt and redirects to another port of the same name, which is not.
            try (RawServer first = RawServer.start(RawServer.redirect(302, "http://turn.example:1/"))) {
                fixture.resolver.answer("turn.example", "127.0.0.1");
                assertRefused(fixture, "http://turn.example:" + first.port() + "/");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2:PORT/",
                "http://localhost:PORT/",
                "http://inside.example:PORT/",
                "//127.0.0.2:PORT/",
                "http://2130706434:PORT/",
                "http://[::1]:PORT/",
                "http://[::ffff:127.0.0.2]:PORT/",
                "https://127.0.0.2:PORT/",
                "http://10.0.0.1/",
                "http://169.254.169.254/",
                "http://100.64.0.1/",
                "http://224.0.0.1/",
                "http://[fd00::1]/",
                "http://0.0.0.0:PORT/",
                "http://allowed.example@127.0.0.2:PORT/",
                "\\\\127.0.0.2:PORT\\x"
            })
    void redirectInwardIsRefused(String location) throws Exception {
        String target = location.replace("PORT", Integer.toString(server.port()));
        try (RawServer redirecting = RawServer.start(RawServer.redirect(302, target));
                FetchFixture fixture = fixture("127.0.0.1")) {
            fixture.resolver.answer("inside.example", "127.0.0.1");
            fixture.resolver.answer("localhost", "127.0.0.1", "::1");
            assertRefused(fixture, "http://127.0.0.1:" + redirecting.port() + "/");
            assertThat(redirecting.requests()).hasSize(1);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void lastHopOfALongChainIsCheckedToo() throws Exception {
        try (RawServer chain = RawServer.start(
                        RawServer.redirect(301, "/2"),
                        RawServer.redirect(302, "/3"),
                        RawServer.redirect(303, "/4"),
                        RawServer.redirect(307, "/5"),
                        RawServer.redirect(308, "http://127.0.0.2:" + server.port() + "/"));
                FetchFixture fixture = fixture("127.0.0.1")) {
            assertRefused(fixture, "http://127.0.0.1:" + chain.port() + "/1");
            assertThat(chain.requests()).hasSize(5);
        }
    }

    @Test
    void unknownNameFailsAfterItsTries() {
        try (FetchFixture fixture = fixture()) {
            assertThat(fixture.failure(URI.create("http://nowhere.example/")).reason())
                    .isEqualTo(Reason.FAILED);
            assertThat(fixture.resolver.asked()).hasSize(4);
        }
    }
}
