/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MisbehavingServerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

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
        assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.TIMEOUT));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTT",
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK",
                "220 mail.example ESMTP ready\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 2000\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000\n",
                "<html>\n"
            })
    void whatIsNoHttpAnswerIsCalledThat(String text) throws Exception {
        assertFails(CheckError.NO_HTTP_ANSWER, out -> RawServer.send(out, text));
    }

    @Test
    void statusLineWithoutEndIsNoHttpAnswer() throws Exception {
        assertFails(CheckError.NO_HTTP_ANSWER, out -> {
            while (true) {
                RawServer.send(out, "HTTP/1.1 200 " + "x".repeat(8_192));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 503 No\r\nContent-Le",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nnonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n"
            })
    void answerThatBreaksOffOrCannotBeReadIsBroken(String text) throws Exception {
        assertFails(CheckError.BROKEN_ANSWER, out -> RawServer.send(out, text));
    }

    @Test
    void headersWithoutEndAreABrokenAnswer() throws Exception {
        assertFails(CheckError.BROKEN_ANSWER, out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\n");
            while (true) {
                RawServer.send(out, "X: " + "x".repeat(8_192) + "\r\n");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200\r\n\r\n",
                "HTTP/1.1 200 OK\n\n",
                "HTTP/1.1 200 OK\r\n\r\nuntil the end",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\n12345 and more",
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\n12345\r\n0\r\n\r\n"
            })
    void unusualAnswerIsOneAllTheSame(String text) throws Exception {
        try (RawServer server = new RawServer(out -> RawServer.send(out, text))) {
            assertThat(check(server, LONG).check()).isEqualTo(CheckResult.ofStatus(200));
        }
    }

    @Test
    void bodyInManyTinyChunksIsReadAsFarAsItNeedsToBe() throws Exception {
        String body = "1\r\nx\r\n".repeat(25_000) + "0\r\nX-Sum: 1\r\n\r\n";
        try (RawServer server = new RawServer(
                out -> RawServer.send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body))) {
            assertThat(check(server, LONG).check()).isEqualTo(CheckResult.ofStatus(200));
        }
    }

    @Test
    void trailersThatStallAreATimeout() throws Exception {
        assertTimesOut(out -> {
            RawServer.send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: ");
            RawServer.hang();
        });
    }

    @Test
    void serverThatResetsTheConnectionGivesNoHttpAnswer() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread resets = new Thread(() -> {
                try (Socket connection = listening.accept()) {
                    connection.setSoLinger(true, 0);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            resets.start();
            URL url = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/")
                    .toURL();

            assertThat(new HttpHealthCheck(url, LONG).check()).isEqualTo(CheckResult.failed(CheckError.NO_HTTP_ANSWER));
            resets.join();
        }
    }

    @Test
    void serverThatResetsInTheAnswerHasBrokenIt() throws Exception {
        try (RawServer server = RawServer.resetting("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")) {
            // A reset takes along what has come and is not read yet.
            assertThat(check(server, LONG).check())
                    .isIn(CheckResult.failed(CheckError.BROKEN_ANSWER), CheckResult.failed(CheckError.NO_HTTP_ANSWER));
        }
    }

    @Test
    void serverThatSpeaksNoTlsIsATlsFailure() throws Exception {
        try (RawServer server = new RawServer(out -> RawServer.send(out, "HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            URL url = URI.create("https://127.0.0.1:" + server.port() + "/").toURL();
            assertThat(new HttpHealthCheck(url, LONG).check()).isEqualTo(CheckResult.failed(CheckError.TLS));
        }
    }

    private static void assertFails(CheckError error, RawServer.Script script) throws Exception {
        try (RawServer server = new RawServer(script)) {
            assertThat(check(server, LONG).check()).isEqualTo(CheckResult.failed(error));
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
            assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.TIMEOUT));
            awake.set(true);
            assertThat(check.check()).isEqualTo(CheckResult.ofStatus(204));
        }
    }
}
