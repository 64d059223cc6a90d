/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MisbehavingServerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private static HttpHealthCheck check(RawServer server, Duration timeout) throws IOException {
        return new HttpHealthCheck(
                URI.create("http://127.0.0.1:" + server.port() + "/").toURL(), timeout);
    }

    private static void assertTimesOut(RawServer.Script script) throws Exception {
        try (RawServer server = new RawServer(script)) {
            HttpHealthCheck check = check(server, TIMEOUT);
            for (int i = 0; i < 3; i++) {
                assertTimesOut(check, TIMEOUT, Duration.ofSeconds(5));
            }
        }
    }

    /** The check has to end in its time, give or take what a busy machine needs, and leave no thread behind. */
    private static void assertTimesOut(HttpHealthCheck check, Duration timeout, Duration tolerance) throws Exception {
        long start = System.nanoTime();
        assertThat(check.check()).isEqualTo(CheckResult.failed("timeout"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout, timeout.plus(tolerance));
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("health-check")));
    }

    @Test
    void silentServerIsATimeout() throws Exception {
        assertTimesOut(out -> RawServer.hang());
    }

    @Test
    void headersThatDripAreATimeout() throws Exception {
        assertTimesOut(out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 1_000; i++) {
                RawServer.send(out, "X-" + i + ": x\r\n");
                Thread.sleep(50);
            }
        });
    }

    @Test
    void bodyThatStallsIsATimeout() throws Exception {
        assertTimesOut(out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
            RawServer.hang();
        });
    }

    @Test
    void chunkedBodyThatStallsIsATimeout() throws Exception {
        assertTimesOut(out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n");
            RawServer.hang();
        });
    }

    @Test
    void bodyThatDripsIsATimeout() throws Exception {
        assertTimesOut(out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 1_000; i++) {
                RawServer.send(out, "1\r\nx\r\n");
                Thread.sleep(50);
            }
        });
    }

    @Test
    void bodyThatStallsLateIsNotGivenMoreTime() throws Exception {
        try (RawServer server = new RawServer(out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 27; i++) {
                RawServer.send(out, "1\r\nx\r\n");
                Thread.sleep(100);
            }
            RawServer.hang();
        })) {
            Duration timeout = Duration.ofSeconds(3);
            assertTimesOut(check(server, timeout), timeout, Duration.ofMillis(2_400));
        }
    }

    @Test
    void chunkedBodyThatBreaksOffIsAFailure() throws Exception {
        try (RawServer server = new RawServer(
                out -> RawServer.send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123"))) {
            assertThat(check(server, TIMEOUT).check().healthy()).isFalse();
        }
    }

    @Test
    void serverThatHangsUpWithoutAWordIsAFailure() throws Exception {
        try (RawServer server = new RawServer(out -> {})) {
            assertThat(check(server, TIMEOUT).check().healthy()).isFalse();
        }
    }

    @Test
    void answerThatIsNotHttpIsAFailure() throws Exception {
        try (RawServer server = new RawServer(out -> RawServer.send(out, "220 mail.example ESMTP ready\r\n"))) {
            assertThat(check(server, TIMEOUT).check().healthy()).isFalse();
        }
    }

    @Test
    void bodyWithoutEndIsNotReadToItsEnd() throws Exception {
        try (RawServer server = new RawServer(out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                RawServer.send(out, "x".repeat(8_192));
            }
        })) {
            assertThat(check(server, TIMEOUT).check()).isEqualTo(CheckResult.ofStatus(200));
        }
    }

    @Test
    void serverThatWakesUpIsHealthyAtTheNextCheck() throws Exception {
        AtomicBoolean awake = new AtomicBoolean();
        try (RawServer server = new RawServer(out -> {
            if (!awake.get()) {
                RawServer.hang();
            }
            RawServer.send(out, "HTTP/1.1 204 No Content\r\n\r\n");
        })) {
            HttpHealthCheck check = check(server, TIMEOUT);
            assertThat(check.check()).isEqualTo(CheckResult.failed("timeout"));
            awake.set(true);
            assertThat(check.check()).isEqualTo(CheckResult.ofStatus(204));
        }
    }
}
