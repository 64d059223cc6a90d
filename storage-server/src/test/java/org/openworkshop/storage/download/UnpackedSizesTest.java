/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.StoredFile;

class UnpackedSizesTest {
    private static final String TARGET = "/download/archive/mods/5/x.zip";

    @TempDir
    Path main;

    private DownloadServer server;

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(main);
        server.access.answer(FakeAccess.YES);
        server.put("archive/mods/5/x.zip", "zip".getBytes(UTF_8));
        server.unpackedSize(file -> OptionalLong.of(1000 + Files.size(file)));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void headOfAModTellsTheUnpackedSizeAndReadsItOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            RawClient.Reply reply = server.head(TARGET);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("X-Unpacked-Bytes")).isEqualTo("1003");
            assertThat(reply.header("Content-Length")).isEqualTo("3");
        }
        assertThat(server.unpackedReads).hasValue(1);
    }

    @Test
    void anotherVersionIsReadAnew() throws Exception {
        server.head(TARGET);
        server.put("archive/mods/5/x.zip", "other".getBytes(UTF_8));
        assertThat(server.head(TARGET).header("X-Unpacked-Bytes")).isEqualTo("1005");
        assertThat(server.unpackedReads).hasValue(2);
    }

    @Test
    void onlyHeadOfAModThatIsSentAsks() throws Exception {
        server.put("archive/free.zip", "zip".getBytes(UTF_8));
        server.put("resource/mods/5/x.zip", "zip".getBytes(UTF_8));
        assertThat(server.get(TARGET).headers()).doesNotContainKey("x-unpacked-bytes");
        assertThat(server.head("/download/archive/free.zip").headers()).doesNotContainKey("x-unpacked-bytes");
        assertThat(server.head("/download/resource/mods/5/x.zip").headers()).doesNotContainKey("x-unpacked-bytes");
        server.access.answer(FakeAccess.NO);
        assertThat(server.head(TARGET).headers()).doesNotContainKey("x-unpacked-bytes");
        assertThat(server.unpackedReads).hasValue(0);
    }

    @Test
    void unreadableArchiveHasNoNumberAndIsNotReadAgain() throws Exception {
        server.unpackedSize(file -> OptionalLong.empty());
        for (int i = 0; i < 2; i++) {
            RawClient.Reply reply = server.head(TARGET);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers()).doesNotContainKey("x-unpacked-bytes");
        }
        assertThat(server.unpackedReads).hasValue(1);
    }

    @Test
    void slowReadingHoldsNoServerThread() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        server.unpackedSize(file -> {
            awaitLatch(reading);
            return OptionalLong.of(7);
        });
        List<CompletableFuture<RawClient.Reply>> heads = new ArrayList<>();
        java.util.concurrent.ExecutorService clients = java.util.concurrent.Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < 3 * DownloadServer.THREADS; i++) {
                heads.add(CompletableFuture.supplyAsync(() -> head(), clients));
            }
            assertThat(server.get(TARGET).status()).isEqualTo(200);
            assertThat(heads).noneMatch(CompletableFuture::isDone);
            reading.countDown();
            for (CompletableFuture<RawClient.Reply> head : heads) {
                assertThat(head.get().header("X-Unpacked-Bytes")).isEqualTo("7");
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(server.unpackedReads).hasValue(1);
    }

    private RawClient.Reply head() {
        try {
            return server.head(TARGET);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void failedReadingIsRepeatedAfterAMinuteOnly() throws Exception {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        AtomicInteger reads = new AtomicInteger();
        try (UnpackedSizes sizes = new UnpackedSizes(
                file -> {
                    if (reads.incrementAndGet() == 1) {
                        throw new IOException("disk trouble");
                    }
                    return OptionalLong.of(7);
                },
                now::get)) {
            StoredFile file = stored();
            assertThat(sizes.find(file).get()).isEmpty();
            now.addAndGet(TimeUnit.SECONDS.toNanos(59));
            assertThat(sizes.find(file).get()).isEmpty();
            assertThat(reads).hasValue(1);
            now.addAndGet(TimeUnit.SECONDS.toNanos(2));
            assertThat(sizes.find(file).get()).hasValue(7);
        }
    }

    @Test
    void numberReadWhileTheFileWasReplacedIsNotTrusted() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        try (UnpackedSizes sizes = new UnpackedSizes(
                file -> {
                    reads.incrementAndGet();
                    Files.write(file, new byte[1000]);
                    return OptionalLong.of(7);
                },
                System::nanoTime)) {
            StoredFile file = stored();
            assertThat(sizes.find(file).get()).isEmpty();
            assertThat(sizes.find(file).get()).isEmpty();
            assertThat(reads).hasValue(2);
        }
    }

    @Test
    void closedWhileReadingAnswersWithoutANumber() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        UnpackedSizes sizes = new UnpackedSizes(
                file -> {
                    awaitLatch(never);
                    return OptionalLong.of(7);
                },
                System::nanoTime);
        CompletableFuture<OptionalLong> waiting = sizes.find(stored());
        sizes.close();
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEmpty();
        assertThat(sizes.find(stored()).get(5, TimeUnit.SECONDS)).isEmpty();
    }

    private StoredFile stored() throws Exception {
        MainDirectory directory = server.directory;
        return directory
                .area(Area.ARCHIVE)
                .find(AreaPath.parse(Area.ARCHIVE, "mods/5/x.zip"))
                .orElseThrow();
    }

    private static void awaitLatch(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException();
        }
    }
}
