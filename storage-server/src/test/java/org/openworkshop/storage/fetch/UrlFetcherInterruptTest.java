/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupted fetches, and what they leave to be gone on with. The file is {@code 0123456789}. */
class UrlFetcherInterruptTest {
    private static final String SHA256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"v1\"\r\n\r\n";

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

    private static ResumePoint point(long bytes) {
        return new ResumePoint(bytes, "\"v1\"", 10L, "x");
    }

    private static RawServer.Script silentAfter(String text) {
        return (request, out, socket) -> {
            out.write(text.getBytes());
            out.flush();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    }

    /** Runs a fetch in a thread of its own and interrupts it after the wait. */
    private void interrupted(FetchRequest request, Runnable waiting) throws Exception {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                fixture.fetcher.fetch(request, fixture.listener);
            } catch (Throwable e) {
                outcome.set(e);
            }
        });
        thread.start();
        waiting.run();
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    /** A listener that behaves as the fixture's, and interrupts its own thread at one point. */
    private abstract class Interrupting implements FetchListener {
        @Override
        public void checkpoint(@Nullable ResumePoint point) throws IOException {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            fixture.listener.checkpoint(point);
        }
    }

    private void assertInterrupted(FetchRequest request, FetchListener listener) {
        InterruptedException interrupted =
                catchThrowableOfType(InterruptedException.class, () -> fixture.fetcher.fetch(request, listener));
        assertThat(interrupted).isNotNull();
        assertThat(Thread.interrupted()).isFalse();
    }

    private FetchRequest request(RawServer server, @Nullable ResumePoint resume) {
        return new FetchRequest(server.uri("/x"), target, 0, resume);
    }

    @Test
    void bodyUnderWayIsKeptAndGoneOnWith() throws Exception {
        try (RawServer server = RawServer.start(
                silentAfter(HEAD + "01234"),
                RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789"))) {
            interrupted(
                    request(server, null),
                    () -> await().until(() -> fixture.listener.progress().contains(5L)));
            assertThat(target).hasContent("01234");
            assertThat(fixture.listener.checkpoints()).containsExactly(point(0), point(5));

            assertThat(fixture.resume(server.uri("/x"), point(5))).isEqualTo(new FetchResult(10, SHA256, 10L, "x"));
            assertThat(server.request(1)).contains("Range: bytes=5-\r\n").contains("If-Range: \"v1\"\r\n");
        }
    }

    @Test
    void interruptWithinAWriteKeepsWhatWasWrittenBefore() throws Exception {
        RawServer.Script slow = (request, out, socket) -> {
            out.write((HEAD + "01234").getBytes());
            out.flush();
            await().until(() -> Files.size(target) == 5);
            out.write("56789".getBytes());
        };
        FetchListener listener = new Interrupting() {
            private int writes;

            @Override
            public void requireSpace(long bytes) {
                // The first is about the whole, the second about the first write.
                if (++writes == 3) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (RawServer server = RawServer.start(slow)) {
            assertInterrupted(request(server, null), listener);
            assertThat(fixture.listener.checkpoints()).containsExactly(point(0), point(5));
            assertThat(Files.readString(target)).startsWith("01234");
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void interruptBeforeTheOriginAnswersKeepsWhatWasResumed() throws Exception {
        Files.writeString(target, "01234and more");
        try (RawServer server = RawServer.start(silentAfter(""))) {
            interrupted(
                    request(server, point(5)),
                    () -> await().until(() -> server.requests().size() == 1));
            assertThat(target).hasContent("01234");
            assertThat(fixture.listener.checkpoints()).containsExactly(point(5));
        }
    }

    @Test
    void interruptWhileTheBeginningIsReadKeepsIt() throws Exception {
        Files.writeString(target, "01234");
        try (PartialFile file = PartialFile.open(target)) {
            TrackedFile tracked = new TrackedFile(file, fixture.listener, System::nanoTime);
            Thread.currentThread().interrupt();
            assertThat(catchThrowableOfType(ClosedByInterruptException.class, () -> tracked.adopt(point(5))))
                    .isNotNull();
            assertThat(Thread.interrupted()).isTrue();
            tracked.suspend();
        }
        assertThat(target).hasContent("01234");
        assertThat(fixture.listener.checkpoints()).containsExactly(point(5));
    }

    @Test
    void interruptInAPauseKeepsWhatIsThere() throws Exception {
        Sleeper interrupted = pause -> {
            throw new InterruptedException("in the pause");
        };
        try (RawServer server = RawServer.start(RawServer.text(HEAD + "01234"));
                FetchFixture own = new FetchFixture(target, settings -> settings.sleeper = interrupted)) {
            assertThat(catchThrowableOfType(InterruptedException.class, () -> own.fetch(server.uri("/x"))))
                    .isNotNull();
            assertThat(target).hasContent("01234");
            assertThat(own.listener.checkpoints()).containsExactly(point(0), point(5));
        }
    }

    @Test
    void whatNoOriginCanProveIsNotKept() throws Exception {
        try (RawServer server =
                RawServer.start(silentAfter("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: W/\"v1\"\r\n\r\n01234"))) {
            interrupted(
                    request(server, null),
                    () -> await().until(() -> fixture.listener.progress().contains(5L)));
            assertThat(target).doesNotExist();
            assertThat(fixture.listener.checkpoints()).containsExactly((ResumePoint) null);
        }
    }

    @Test
    void fetchOnAnInterruptedThreadLeavesTheFileAlone() throws Exception {
        Files.writeString(target, "01234567");
        try (RawServer server = RawServer.start(RawServer.ok("x"))) {
            Thread.currentThread().interrupt();
            assertInterrupted(request(server, point(5)), fixture.listener);
            assertThat(target).hasContent("01234567");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void listenerThatIsInterruptedIsAnInterrupt() throws Exception {
        Files.writeString(target, "01234");
        FetchListener listener = new Interrupting() {
            @Override
            public void requireSpace(long bytes) throws IOException {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
        };
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 206 P\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789"))) {
            assertInterrupted(request(server, point(5)), listener);
            assertThat(target).hasContent("01234");
            assertThat(fixture.listener.checkpoints()).containsExactly(point(5));
        }
    }

    @Test
    void lastPointThatCannotBeRememberedIsOnlyNoted() throws Exception {
        IOException full = new IOException("no space for the record");
        FetchListener listener = new FetchListener() {
            private int points;

            @Override
            public void checkpoint(@Nullable ResumePoint point) throws IOException {
                if (points++ > 0) {
                    throw full;
                }
            }

            @Override
            public void progress(long bytes) {
                Thread.currentThread().interrupt();
            }
        };
        try (RawServer server = RawServer.start(silentAfter(HEAD + "01234"))) {
            InterruptedException interrupted = catchThrowableOfType(
                    InterruptedException.class, () -> fixture.fetcher.fetch(request(server, null), listener));
            assertThat(interrupted).isNotNull();
            assertThat(interrupted.getSuppressed()).containsExactly(full);
            assertThat(target).hasContent("01234");
        }
    }
}
