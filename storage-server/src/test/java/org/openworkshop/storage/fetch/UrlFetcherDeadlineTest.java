/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.fetch.FetchException.Reason;

/** Origins that take their time: nothing but the limit on the whole fetch, or on a silence, ends these. */
class UrlFetcherDeadlineTest {
    private static final Duration TOTAL = Duration.ofMillis(700);

    /** For a busy machine; far from every other limit. */
    private static final Duration PROMPT = TOTAL.plusSeconds(3);

    @TempDir
    private Path folder;

    private FetchFixture fixture;

    @BeforeEach
    void start() {
        fixture = new FetchFixture(folder.resolve("x"), settings -> {
            settings.connect = Duration.ofSeconds(20);
            settings.total = TOTAL;
            settings.nanoTime = System::nanoTime;
            settings.sleeper = pause -> TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        });
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    /** Writes a beginning, then a piece of it again and again. */
    private static RawServer.Script dripping(String head, String drop) {
        return (request, out, socket) -> {
            out.write(head.getBytes());
            while (true) {
                out.write(drop.getBytes());
                out.flush();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        };
    }

    private static RawServer.Script silentAfter(String text) {
        return (request, out, socket) -> {
            out.write(text.getBytes());
            out.flush();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    }

    private void assertTimesOut(URI uri) {
        long begin = System.nanoTime();
        assertThat(fixture.failure(uri).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(TOTAL.minusMillis(550), PROMPT);
        assertThat(folder.resolve("x")).doesNotExist();
    }

    private void assertTimesOut(RawServer.Script script) throws IOException {
        try (RawServer server = RawServer.start(script)) {
            assertTimesOut(server.uri("/x"));
            assertThat(server.requests()).hasSize(1);
            await().until(() -> server.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: \"a\"\r\n\r\n1234"
            })
    void silenceEnds(String beginning) throws IOException {
        assertTimesOut(silentAfter(beginning));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\nETag: \"a\"\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: "
            })
    void drippingEnds(String beginning) throws IOException {
        assertTimesOut(dripping(beginning, "x"));
    }

    @Test
    void drippingChunksEnd() throws IOException {
        assertTimesOut(dripping("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"));
    }

    @Test
    void drippingHeaderLinesEnd() throws IOException {
        assertTimesOut(dripping("HTTP/1.1 200 OK\r\n", "X: y\r\n"));
    }

    @Test
    void interimAnswersWithoutEndEnd() throws IOException {
        assertTimesOut(dripping("", "HTTP/1.1 103 Early Hints\r\n\r\n"));
    }

    @Test
    void gzipOfNothingWithoutEndEnds() throws IOException {
        RawServer.Script nothing = (request, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".getBytes());
            while (true) {
                try (var gzip = new java.util.zip.GZIPOutputStream(new Unclosed(out))) {
                    gzip.finish();
                }
                out.flush();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        };
        assertTimesOut(nothing);
    }

    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void close() {}
    }

    @Test
    void fastBodyWithoutEndEnds() throws IOException {
        byte[] block = new byte[64 * 1024];
        assertTimesOut((request, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
            while (true) {
                out.write(block);
            }
        });
    }

    @Test
    void silentTlsHandshakeEnds() throws IOException {
        try (RawServer server = RawServer.start(silentAfter(""))) {
            assertTimesOut(URI.create("https://127.0.0.1:" + server.port() + "/"));
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void nameServerThatNeverAnswersEnds() {
        fixture.resolver.hang("slow.example");
        assertTimesOut(URI.create("http://slow.example/"));
        assertThat(fixture.resolver.asked()).hasSize(1);
    }

    @Test
    void hostThatNeverAcceptsEnds() throws IOException {
        try (Deaf deaf = new Deaf()) {
            assertTimesOut(deaf.uri());
        }
    }

    @Test
    void redirectsThatTakeTheirTimeCountToo() throws IOException {
        RawServer.Script slow = (request, out, socket) -> {
            TimeUnit.MILLISECONDS.sleep(TOTAL.toMillis() / 3);
            RawServer.redirect(302, "/x").answer(request, out, socket);
        };
        try (RawServer server = RawServer.start(slow)) {
            assertTimesOut(server.uri("/x"));
            assertThat(server.requests()).hasSizeBetween(2, 4);
        }
    }

    @Test
    void pauseThatWouldOutlastTheLimitIsNotBegun() throws IOException {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"),
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"))) {
            assertTimesOut(server.uri("/x"));
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void fetchWithinTheLimitIsNoTimeout() throws Exception {
        try (RawServer server = RawServer.start(RawServer.ok("hello"))) {
            assertThat(fixture.fetch(server.uri("/x")).bytes()).isEqualTo(5);
        }
    }

    @Test
    void clockOfTheTestDecides() throws Exception {
        try (FetchFixture still = new FetchFixture(folder.resolve("x"));
                RawServer server = RawServer.start(
                        (request, out, socket) -> {
                            still.nanos.addAndGet(Duration.ofHours(1).toNanos());
                            RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nETag: \"a\"\r\n\r\n1")
                                    .answer(request, out, socket);
                        },
                        RawServer.ok("123456789"))) {
            assertThat(still.failure(server.uri("/x")).reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(server.requests()).hasSize(1);
            assertThat(still.pauses).isEmpty();
        }
    }

    /** Short limits on silences, long ones on everything else; two tries. */
    private FetchFixture impatient() {
        return new FetchFixture(folder.resolve("x"), settings -> {
            settings.connect = Duration.ofMillis(300);
            settings.idle = Duration.ofMillis(300);
            settings.retries = 1;
        });
    }

    private static void assertSilenceTimesOut(FetchFixture impatient, URI uri) {
        long begin = System.nanoTime();
        assertThat(impatient.failure(uri).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(500), PROMPT);
        assertThat(impatient.pauses).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234"})
    void silenceOfAnOriginIsLimitedForEachTry(String beginning) throws IOException {
        try (FetchFixture impatient = impatient();
                RawServer server = RawServer.start(silentAfter(beginning))) {
            assertSilenceTimesOut(impatient, server.uri("/x"));
            assertThat(server.requests()).hasSize(2);
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void silenceInTheTlsHandshakeIsLimitedForEachTry() throws IOException {
        try (FetchFixture impatient = impatient();
                RawServer server = RawServer.start(silentAfter(""))) {
            assertSilenceTimesOut(impatient, URI.create("https://127.0.0.1:" + server.port() + "/"));
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void connectingIsLimitedForEachTry() throws IOException {
        try (FetchFixture impatient = impatient();
                Deaf deaf = new Deaf()) {
            assertSilenceTimesOut(impatient, deaf.uri());
        }
    }

    @Test
    void lookingUpIsLimitedForEachTry() {
        try (FetchFixture impatient = impatient()) {
            impatient.resolver.hang("slow.example");
            assertSilenceTimesOut(impatient, URI.create("http://slow.example/"));
        }
    }

    /** A port whose queue of connections is full, so that the kernel leaves further ones unanswered. */
    private static final class Deaf implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket();
        private final List<Socket> waiting = new ArrayList<>();

        Deaf() throws IOException {
            listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1);
            for (boolean full = false; !full; ) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(listening.getLocalSocketAddress(), 300);
                } catch (java.net.SocketTimeoutException e) {
                    full = true;
                }
            }
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
        }

        @Override
        public void close() throws IOException {
            listening.close();
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }
}
