/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Name servers that answer one thing to the check and another to what comes after it. */
class UrlFetcherRebindTest {
    /** Public for the guard and nobody's: 3ffe::/16 was given back and is routed nowhere. */
    private static final String NOBODY = "3ffe::1";

    @TempDir
    private Path folder;

    private RawServer inside;
    private FetchFixture fixture;

    @BeforeEach
    void start() throws IOException {
        inside = RawServer.startEverywhere(RawServer.ok("secret"));
        fixture = new FetchFixture(folder.resolve("x"), settings -> {
            settings.allowed = List.of("origin.example");
            settings.connect = Duration.ofMillis(300);
        });
        fixture.resolver.answer("origin.example", "127.0.0.1");
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
        inside.close();
    }

    private URI uri(String host) {
        return URI.create("http://" + host + ":" + inside.port() + "/");
    }

    @Test
    void nameThatTurnsInwardIsRefusedAtTheNextTry() throws Exception {
        fixture.resolver.answer("rebind.example", NOBODY).answer("rebind.example", "127.0.0.1");
        assertThat(fixture.failure(uri("rebind.example")).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        assertThat(fixture.resolver.asked()).containsExactly("rebind.example", "rebind.example");
        assertThat(inside.connections()).isZero();
    }

    @Test
    void nameThatTurnsInwardBehindARedirectIsRefusedThere() throws Exception {
        fixture.resolver.answer("rebind.example", NOBODY).answer("rebind.example", "127.0.0.1");
        try (RawServer origin =
                RawServer.start(RawServer.redirect(302, uri("rebind.example").toString()))) {
            URI start = URI.create("http://origin.example:" + origin.port() + "/");
            assertThat(fixture.failure(start).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
            assertThat(fixture.resolver.asked())
                    .containsExactly("origin.example", "rebind.example", "origin.example", "rebind.example");
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void nameThatTurnsInwardBetweenTwoHopsIsRefusedAtTheSecond() throws Exception {
        fixture.resolver
                .answer("a.example", NOBODY)
                .answer("a.example", "::ffff:127.0.0.1")
                .answer("b.example", "10.0.0.1", "127.0.0.1");
        try (RawServer origin = RawServer.start(
                RawServer.redirect(302, uri("a.example").toString()),
                RawServer.redirect(302, uri("b.example").toString()))) {
            URI start = URI.create("http://origin.example:" + origin.port() + "/");
            assertThat(fixture.failure(start).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
            assertThat(fixture.resolver.asked())
                    .containsExactly("origin.example", "a.example", "origin.example", "b.example");
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void ofAMixtureOnlyThePublicAddressesAreCalled() throws Exception {
        fixture.resolver.answer("mixed.example", "127.0.0.1", "10.0.0.1", NOBODY, "::1", "::ffff:127.0.0.1");
        assertThat(fixture.failure(uri("mixed.example")).reason()).isIn(Reason.TIMEOUT, Reason.FAILED);
        assertThat(fixture.resolver.asked()).hasSize(4);
        assertThat(inside.connections()).isZero();
    }
}
