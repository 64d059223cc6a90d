/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.ServerConfig;

/** What becomes of those who come too much. */
class OverloadTest {
    @TempDir
    Path mainDir;

    private static RawConnection.Answer ask(RawConnection connection, String path) throws Exception {
        return connection.head("GET " + path).answer();
    }

    @Test
    void connectionsBeyondTheLimitReadThatTheServerIsBusyAndMonitorsAreAnswered() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_SERVER_MAX_CONNECTIONS", "2"));
                RawConnection first = new RawConnection(server.port())) {
            assertThat(ask(first, "/nothing").status()).isEqualTo(404);
            RawConnection second = new RawConnection(server.port());
            assertThat(ask(second, "/nothing").status()).isEqualTo(404);
            RawConnection monitor = new RawConnection(server.port());
            assertThat(ask(monitor, "/healthz").status()).isEqualTo(200);
            assertThat(ask(monitor, "/metrics").status()).isEqualTo(200);
            try (RawConnection third = new RawConnection(server.port())) {
                RawConnection.Answer refused = ask(third, "/nothing");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body()).isEqualTo("Server busy");
                assertThat(refused.headers()).containsEntry("retry-after", "5").containsEntry("connection", "close");
                assertThat(third.rest()).isEmpty();
            }
            assertThat(ask(first, "/nothing").status()).isEqualTo(404);
            monitor.close();
            second.close();
            await().until(() -> {
                try (RawConnection later = new RawConnection(server.port())) {
                    return ask(later, "/nothing").status() == 404;
                }
            });
        }
    }

    @Test
    void beyondTheReserveConnectionsAreClosedUnheard() throws Exception {
        List<RawConnection> held = new ArrayList<>();
        try (TestServer server = new TestServer(mainDir, Map.of("OW_SERVER_MAX_CONNECTIONS", "1"))) {
            for (int i = 0; i < 1 + ConnectionLimit.RESERVE; i++) {
                RawConnection connection = new RawConnection(server.port());
                held.add(connection);
                assertThat(ask(connection, "/healthz").status()).isEqualTo(200);
            }
            try (RawConnection tooMany = new RawConnection(server.port())) {
                assertThat(endsWithoutAWord(tooMany)).isTrue();
            }
            assertThat(ask(held.get(0), "/nothing").status()).isEqualTo(404);
        } finally {
            for (RawConnection connection : held) {
                connection.close();
            }
        }
    }

    private static boolean endsWithoutAWord(RawConnection connection) throws Exception {
        try {
            return connection.rest().length == 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void requestsBeyondTheLimitReadThatTheServerIsBusyAndMonitorsAreAnswered() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_SERVER_MAX_REQUESTS", "1"));
                RawConnection other = new RawConnection(server.port())) {
            try (RawConnection upload = stalledForm(server)) {
                await().until(() -> ask(other, "/nothing").status() == 503);
                RawConnection.Answer refused = ask(other, "/nothing");
                assertThat(refused.body()).isEqualTo("Server busy");
                assertThat(refused.headers()).containsEntry("retry-after", "5");
                assertThat(ask(other, "/healthz").status()).isEqualTo(200);
                assertThat(ask(other, "/metrics").status()).isEqualTo(200);
                upload.reset();
            }
            await().until(() -> ask(other, "/nothing").status() == 404);
        }
    }

    @Test
    void headersThatDripAreEndedWithAnAnswer() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_SERVER_HEADER_TIMEOUT_SECONDS", "400ms"));
                RawConnection slow = new RawConnection(server.port())) {
            slow.send("GET /healthz HTTP/1.1\r\nHost: storage\r\nX-Slow: ");
            while (slow.staysQuiet(20)) {
                slow.send("a");
            }
            String answer = new String(slow.rest(), StandardCharsets.ISO_8859_1);
            assertThat(answer)
                    .startsWith("TTP/1.1 408 Request Timeout\r\n")
                    .contains("Access-Control-Allow-Origin: *\r\n", "Connection: close\r\n")
                    .endsWith("\r\n\r\nRequest timed out");
        }
    }

    @Test
    void aDrippingRequestLineAfterAProperRequestIsEndedToo() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_SERVER_HEADER_TIMEOUT_SECONDS", "400ms"));
                RawConnection slow = new RawConnection(server.port())) {
            assertThat(ask(slow, "/healthz").status()).isEqualTo(200);
            slow.send("GET /");
            while (slow.staysQuiet(20)) {
                slow.send("a");
            }
            assertThat(new String(slow.rest(), StandardCharsets.ISO_8859_1)).startsWith("TTP/1.1 408 ");
        }
    }

    @Test
    void aNewConnectionThatSaysNothingIsClosed() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_SERVER_HEADER_TIMEOUT_SECONDS", "200ms"));
                RawConnection silent = new RawConnection(server.port())) {
            assertThat(endsWithoutAWord(silent)).isTrue();
        }
    }

    @Test
    void neitherAPauseBetweenRequestsNorASlowBodyIsHurried() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_SERVER_HEADER_TIMEOUT_SECONDS", "200ms"));
                RawConnection pausing = new RawConnection(server.port());
                RawConnection slow = stalledForm(server)) {
            assertThat(ask(pausing, "/healthz").status()).isEqualTo(200);
            assertThat(pausing.staysQuiet(1000)).isTrue();
            assertThat(slow.staysQuiet(100)).isTrue();
            assertThat(ask(pausing, "/healthz").status()).isEqualTo(200);
            assertThat(slow.send("token=nonsense&").answer().status()).isEqualTo(403);
        }
    }

    /** A form of which nothing comes; the whole would be fifteen bytes. */
    static RawConnection stalledForm(TestServer server) throws Exception {
        return new RawConnection(server.port())
                .head("DELETE /delete", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 15");
    }

    @Test
    void aSystemThatAllowsTooFewConnectionsIsComplainedAbout() {
        ServerConfig.Limits limits =
                new ServerConfig.Limits(1000, 1, java.time.Duration.ofSeconds(1), 0, java.time.Duration.ofSeconds(1));
        assertThat(OpenFiles.missing(limits, OptionalLong.of(1024))).hasValue(3112);
        assertThat(OpenFiles.missing(limits, OptionalLong.of(3112))).isEmpty();
        assertThat(OpenFiles.missing(limits, OptionalLong.empty())).isEmpty();
        assertThat(OpenFiles.limit().orElse(1)).isPositive();
    }
}
