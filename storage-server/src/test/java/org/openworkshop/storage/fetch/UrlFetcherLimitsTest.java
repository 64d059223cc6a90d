/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.fetch.FetchException.Reason;

class UrlFetcherLimitsTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    /** Long enough that a busy machine does not look like a silent origin. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private Path target;
    private FetchFixture fixture;

    @BeforeEach
    void start() {
        target = folder.resolve("x");
        fixture = new FetchFixture(target);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private FetchFixture impatient(Duration idleTimeout) {
        return new FetchFixture(target, settings -> settings.idle = idleTimeout);
    }

    /** Writes for ever, counting, until the client hangs up. */
    private static RawServer.Script endless(String head, AtomicLong written) {
        return (request, out, socket) -> {
            out.write(head.getBytes());
            byte[] block = new byte[16 * 1024];
            while (true) {
                out.write(block);
                written.addAndGet(block.length);
            }
        };
    }

    /** Writes, then neither goes on nor hangs up until the client does. */
    private static RawServer.Script silentAfter(String text) {
        return (request, out, socket) -> {
            out.write(text.getBytes());
            out.flush();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    }

    @Test
    void fileOfExactlyTheLimitPasses() throws Exception {
        try (RawServer server = RawServer.start(RawServer.ok("12345"))) {
            assertThat(fixture.fetch(server.uri("/x"), 5).bytes()).isEqualTo(5);
        }
    }

    @Test
    void statedSizeOverTheLimitIsRefusedBeforeTheBody() throws IOException {
        try (RawServer server = RawServer.start(silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"))) {
            FetchException failure = fixture.failure(server.uri("/x"), 5);
            assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(fixture.listener.started()).isEmpty();
            assertThat(fixture.pauses).isEmpty();
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void unstatedSizeOverTheLimitIsRefusedWhileItFlows() throws IOException {
        AtomicLong written = new AtomicLong();
        try (RawServer server = RawServer.start(endless("HTTP/1.1 200 OK\r\n\r\n", written))) {
            assertThat(fixture.failure(server.uri("/x"), 100_000).reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(target).doesNotExist();
            assertThat(fixture.pauses).isEmpty();
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void totalLearnedWhileResumingIsHeldToTheLimit() throws IOException {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"),
                silentAfter("HTTP/1.1 206 P\r\nContent-Range: bytes 5-999/1000\r\nContent-Length: 995\r\n\r\n"))) {
            assertThat(fixture.failure(server.uri("/x"), 100).reason()).isEqualTo(Reason.TOO_LARGE);
        }
    }

    @Test
    void slowDiskHoldsTheOriginBackInsteadOfFillingMemory() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch go = new CountDownLatch(1);
        FetchListener stuck = new FetchListener() {
            @Override
            public void progress(long bytes) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (RawServer server = RawServer.start(endless("HTTP/1.1 200 OK\r\n\r\n", written))) {
            Thread thread = new Thread(() -> {
                try {
                    fixture.fetcher.fetch(new FetchRequest(server.uri("/x"), target, 64 << 20, null), stuck);
                } catch (FetchException | IOException | InterruptedException e) {
                    Thread.yield(); // Too large in the end, which another test is about.
                }
            });
            thread.start();
            // Socket buffers fill up, then the origin's counter stands still.
            AtomicLong last = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300))
                    .until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
            assertThat(written.get()).isLessThan(32 << 20);
            assertThat(Files.size(target)).isLessThanOrEqualTo(64 * 1024);
            go.countDown();
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void silentOriginTimesOutAfterItsRetries() throws IOException {
        try (FetchFixture impatient = impatient(SHORT);
                RawServer server = RawServer.start(silentAfter(""))) {
            assertThat(impatient.failure(server.uri("/x")).reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(server.requests()).hasSize(4);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void originThatFallsSilentIsResumed() throws Exception {
        try (FetchFixture impatient = impatient(SECOND);
                RawServer server = RawServer.start(
                        silentAfter("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 5\r\n\r\n12"),
                        RawServer.text(
                                "HTTP/1.1 206 P\r\nContent-Range: bytes 2-4/5\r\nContent-Length: 3\r\n\r\n345"))) {
            assertThat(impatient.fetch(server.uri("/x")).bytes()).isEqualTo(5);
            assertThat(target).hasContent("12345");
        }
    }

    @Test
    void slowButSteadyOriginIsNoTimeout() throws Exception {
        RawServer.Script steady = (request, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n".getBytes());
            for (int i = 0; i < 12; i++) {
                out.write('x');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(SECOND.toMillis() / 10);
            }
        };
        try (FetchFixture impatient = impatient(SECOND);
                RawServer server = RawServer.start(steady)) {
            assertThat(impatient.fetch(server.uri("/x")).bytes()).isEqualTo(12);
            assertThat(impatient.pauses).isEmpty();
        }
    }

    @Test
    void endlessHeadersAreCutOff() throws IOException {
        AtomicLong written = new AtomicLong();
        RawServer.Script headers = (request, out, socket) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes());
            byte[] header = ("X-Long: " + "x".repeat(1000) + "\r\n").getBytes();
            while (true) {
                out.write(header);
                written.addAndGet(header.length);
            }
        };
        try (RawServer server = RawServer.start(headers)) {
            assertThat(fixture.failure(server.uri("/x")).reason()).isEqualTo(Reason.FAILED);
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void answerThatIsNoHttpFails() throws IOException {
        try (RawServer server = RawServer.start(RawServer.text("SSH-2.0-OpenSSH_9.2\r\n\r\n"))) {
            assertThat(fixture.failure(server.uri("/x")).reason()).isEqualTo(Reason.FAILED);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void switchedProtocolIsNoFile() throws IOException {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nbytes"))) {
            assertThat(fixture.failure(server.uri("/x")).reason()).isIn(Reason.FAILED, Reason.STATUS);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void interruptEndsAWaitForTheHeadAtOnce() throws Exception {
        assertInterruptible(silentAfter(""));
    }

    @Test
    void interruptEndsAWaitForTheBodyAtOnce() throws Exception {
        assertInterruptible(silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12"));
    }

    @Test
    void interruptEndsAFlowingBodyAtOnce() throws Exception {
        assertInterruptible(endless("HTTP/1.1 200 OK\r\n\r\n", new AtomicLong()));
    }

    private void assertInterruptible(RawServer.Script script) throws Exception {
        try (RawServer server = RawServer.start(script)) {
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    fixture.fetch(server.uri("/x"));
                } catch (Throwable e) {
                    outcome.set(e);
                }
            });
            thread.start();
            await().until(() -> server.requests().size() == 1);
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
            assertThat(target).doesNotExist();
            assertThat(fixture.pauses).isEmpty();
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void fetchOnAnInterruptedThreadDoesNotBegin() throws Exception {
        try (RawServer server = RawServer.start(RawServer.ok("12345"))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> fixture.fetch(server.uri("/x"))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void closingTheFetcherEndsWhatIsUnderWay() throws Exception {
        try (RawServer server = RawServer.start(silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12"))) {
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    fixture.fetch(server.uri("/x"));
                } catch (Throwable e) {
                    outcome.set(e);
                }
            });
            thread.start();
            await().until(() -> fixture.listener.progress().contains(2L));
            fixture.close();
            thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(outcome.get()).isInstanceOf(FetchException.class);
            assertThat(fixture.pauses).isEmpty();
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void everyConnectionIsClosedAfterItsFetch() throws Exception {
        try (RawServer server = RawServer.start(
                silentAfter("HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 9\r\n\r\n"),
                silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345"))) {
            assertThat(fixture.fetch(server.uri("/x")).bytes()).isEqualTo(5);
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void fetchesRunSideBySide() throws Exception {
        CountDownLatch together = new CountDownLatch(8);
        RawServer.Script meet = (request, out, socket) -> {
            together.countDown();
            together.await();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345".getBytes());
        };
        AtomicLong fetched = new AtomicLong();
        try (RawServer server = RawServer.start(meet)) {
            for (int i = 0; i < 8; i++) {
                Path own = folder.resolve("own" + i);
                new Thread(() -> {
                            try {
                                fetched.addAndGet(fixture.fetcher
                                        .fetch(new FetchRequest(server.uri("/x"), own, 0, null), fixture.listener)
                                        .bytes());
                            } catch (FetchException | IOException | InterruptedException e) {
                                fetched.set(Long.MIN_VALUE);
                            }
                        })
                        .start();
            }
            await().until(() -> fetched.get() == 40);
        }
    }
}
