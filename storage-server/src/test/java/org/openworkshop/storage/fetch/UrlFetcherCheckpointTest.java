/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The points that a fetch gives out to be resumed from after a crash. */
class UrlFetcherCheckpointTest {
    private static final String TAG = "\"v1\"";

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
        return new ResumePoint(bytes, TAG, 10L, "x");
    }

    @Test
    void validatorIsKnownBeforeTheFirstByteIsWritten() throws Exception {
        List<Long> sizes = new ArrayList<>();
        FetchListener listener = new FetchListener() {
            @Override
            public void checkpoint(@Nullable ResumePoint point) throws IOException {
                assertThat(point).isEqualTo(point(0));
                sizes.add(Files.size(target));
            }
        };
        Files.writeString(target, "an older file");
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: " + TAG + "\r\n\r\n0123456789"))) {
            fixture.fetcher.fetch(new FetchRequest(server.uri("/x"), target, 0, null), listener);
            assertThat(sizes).containsExactly(0L);
        }
    }

    @Test
    void aPointFollowsAfterASecondInWhichBytesCame() throws Exception {
        RawServer.Script slow = (request, out, socket) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: " + TAG + "\r\n\r\n").getBytes());
            for (int i = 0; i < 10; i++) {
                long sent = i;
                await().until(() -> sent == 0 || fixture.listener.progress().contains(sent));
                fixture.nanos.addAndGet(i == 3 ? Duration.ofSeconds(1).toNanos() : 0);
                out.write('0' + i);
                out.flush();
            }
        };
        try (RawServer server = RawServer.start(slow)) {
            fixture.fetch(server.uri("/x"));
            // The clock may move before or after the third byte has been seen to.
            assertThat(fixture.listener.checkpoints())
                    .hasSize(2)
                    .startsWith(point(0))
                    .containsAnyOf(point(3), point(4));
        }
    }

    @Test
    void aPointFollowsAfterManyBytesOnAFastLine() throws Exception {
        long size = 2 * TrackedFile.CHECKPOINT_BYTES + (1 << 20);
        RawServer.Script fast = (request, out, socket) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\nETag: " + TAG + "\r\n\r\n").getBytes());
            byte[] block = new byte[1000];
            for (long left = size; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        };
        try (RawServer server = RawServer.start(fast)) {
            fixture.fetch(server.uri("/x"));
            List<@Nullable ResumePoint> points = fixture.listener.checkpoints();
            assertThat(points).hasSize(3);
            for (int i = 0; i < 3; i++) {
                ResumePoint point = points.get(i);
                assertThat(point).isNotNull();
                long least = i * TrackedFile.CHECKPOINT_BYTES;
                assertThat(point.bytes()).isBetween(least, least + 2 * 64 * 1024);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "ETag: W/\"v1\"",
                "ETag: \"v1\"\r\nAccept-Ranges: none",
                "ETag: \"v1\"\r\nContent-Encoding: gzip",
                "Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT"
            })
    void originThatCannotBeResumedIsToldOnce(String headers) throws Exception {
        RawServer.Script slow = (request, out, socket) -> {
            out.write(("HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n").getBytes());
            byte[] body = headers.contains("gzip") ? gzip() : "hello".getBytes();
            out.write(body, 0, 1);
            out.flush();
            await().until(() -> !fixture.listener.checkpoints().isEmpty());
            fixture.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            out.write(body, 1, body.length - 1);
        };
        try (RawServer server = RawServer.start(slow)) {
            assertThat(fixture.fetch(server.uri("/x")).bytes()).isEqualTo(5);
            assertThat(fixture.listener.checkpoints()).containsExactly((ResumePoint) null);
        }
    }

    private static byte[] gzip() throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(out)) {
            gzip.write("hello".getBytes());
        }
        return out.toByteArray();
    }

    @Test
    void everyNewBodyIsANewPoint() throws Exception {
        try (RawServer server = RawServer.start(
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: " + TAG + "\r\n\r\n01234"),
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnew"),
                RawServer.text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"v3\"\r\n\r\nhello"))) {
            fixture.fetch(server.uri("/x"));
            assertThat(fixture.listener.checkpoints())
                    .containsExactly(point(0), null, new ResumePoint(0, "\"v3\"", 5L, "x"));
        }
    }

    @Test
    void bytesOfAPointWereForcedBefore() throws Exception {
        FileChannel real = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FaultyChannel channel = new FaultyChannel(real, Long.MAX_VALUE);
        List<Long> points = new CopyOnWriteArrayList<>();
        FetchListener listener = new FetchListener() {
            @Override
            public void checkpoint(@Nullable ResumePoint point) {
                assertThat(point).isNotNull();
                points.add(point.bytes());
                assertThat(channel.forced()).isGreaterThanOrEqualTo(point.bytes() == 0 ? -1 : point.bytes());
            }
        };
        AtomicLong nanos = new AtomicLong();
        try (PartialFile file = PartialFile.over(target, channel)) {
            TrackedFile tracked = new TrackedFile(file, listener, nanos::get);
            Validator validator = Validator.of(TAG);
            tracked.begin(validator, 10L, "x");
            for (int i = 0; i < 10; i++) {
                tracked.append(new byte[1], 1);
                nanos.addAndGet(Duration.ofMillis(600).toNanos());
            }
            tracked.suspend();
        }
        assertThat(points).containsExactly(0L, 3L, 5L, 7L, 9L, 10L);
        assertThat(channel.forced()).isEqualTo(10);
        assertThat(target).exists();
    }

    @Test
    void pointThatCannotBeRememberedEndsTheFetchAsItself() throws Exception {
        IOException full = new IOException("no space for the record");
        FetchListener listener = new FetchListener() {
            @Override
            public void checkpoint(@Nullable ResumePoint point) throws IOException {
                throw full;
            }
        };
        try (RawServer server = RawServer.start(RawServer.ok("hello"))) {
            FetchRequest request = new FetchRequest(server.uri("/x"), target, 0, null);
            assertThatThrownBy(() -> fixture.fetcher.fetch(request, listener)).isSameAs(full);
            assertThat(target).doesNotExist();
            assertThat(fixture.pauses).isEmpty();
            await().until(() -> server.openConnections() == 0);
        }
    }
}
