/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the kernel moves them to the socket. */
class SendfileTest {
    private static final int BIG = 20_000_003;
    private static final String TARGET = "/download/resource/big.bin";
    private static final int MANY = 64;
    private static final int HUGE = 100 * 1024 * 1024;

    @TempDir
    Path main;

    private final byte[] content = random(BIG, 1);
    private DownloadServer server;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(main);
        file = server.put("resource/big.bin", content);
    }

    @AfterEach
    void everythingIsGivenBack() throws Exception {
        try {
            await().untilAsserted(() ->
                    assertThat(DownloadServer.openCount(file.toAbsolutePath())).isZero());
        } finally {
            server.close();
        }
        assertThat(server.buffers.getLeaks()).isEmpty();
    }

    @Test
    void readerThatWaitsGetsExactlyTheFile() throws Exception {
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            await().until(() -> DownloadServer.openCount(file.toAbsolutePath()) == 1);
            // Others are served while this one stands still.
            for (int i = 0; i < 20; i++) {
                assertThat(server.get(TARGET, "Range: bytes=0-99999").body())
                        .isEqualTo(Arrays.copyOf(content, 100_000));
            }
            assertThat(DownloadServer.openCount(file.toAbsolutePath())).isEqualTo(1);
            assertThat(RawClient.read(socket.getInputStream(), false).body()).isEqualTo(content);
        }
    }

    @Test
    void requestsSentAheadAreAnsweredInOrderOverOneConnection() throws Exception {
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            RawClient.write(socket, "HEAD", TARGET);
            RawClient.write(socket, "GET", TARGET, "Range: bytes=5000000-9999999");
            RawClient.write(socket, "GET", "/download/resource/none");
            RawClient.write(socket, "GET", TARGET, "Range: bytes=-1");
            InputStream in = socket.getInputStream();
            assertThat(RawClient.read(in, false).body()).isEqualTo(content);
            assertThat(RawClient.read(in, true).header("Content-Length")).isEqualTo(Integer.toString(BIG));
            assertThat(RawClient.read(in, false).body()).isEqualTo(Arrays.copyOfRange(content, 5_000_000, 10_000_000));
            assertThat(RawClient.read(in, false).status()).isEqualTo(404);
            assertThat(RawClient.read(in, false).body()).isEqualTo(Arrays.copyOfRange(content, BIG - 1, BIG));
        }
    }

    @Test
    void oldClientGetsTheFileAndTheEnd() throws Exception {
        try (Socket socket = RawClient.connect(server.port())) {
            socket.getOutputStream().write(("GET " + TARGET + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(RawClient.read(in, false).body()).isEqualTo(content);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void oldClientMayKeepItsConnection() throws Exception {
        try (Socket socket = RawClient.connect(server.port())) {
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream()
                        .write(("GET " + TARGET + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(RawClient.read(socket.getInputStream(), false).body())
                        .isEqualTo(content);
            }
        }
    }

    @Test
    void accessLogIsToldTheBytesOfTheBody() throws Exception {
        server.get(TARGET);
        server.get(TARGET, "Range: bytes=0-2999999");
        int multipart =
                server.get(TARGET, "Range: bytes=0-1999999,5000000-5000009").body().length;
        server.head(TARGET);
        await().untilAsserted(() -> assertThat(server.bodiesLogged)
                .containsExactlyInAnyOrder((long) BIG, 3_000_000L, (long) multipart, 0L));
    }

    @Test
    void clientThatLeavesDisturbsNobody() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        CompletableFuture<Integer> leaving = CompletableFuture.supplyAsync(() -> leaveUntil(end));
        try {
            for (int i = 0; i < 40; i++) {
                assertThat(server.get(TARGET).body()).isEqualTo(content);
            }
        } finally {
            end.set(true);
        }
        assertThat(leaving.get()).isPositive();
    }

    private int leaveUntil(AtomicBoolean end) {
        int left = 0;
        while (!end.get()) {
            try (Socket socket = RawClient.connect(server.port())) {
                RawClient.write(socket, "GET", TARGET);
                socket.getInputStream().readNBytes(left % 7 * 100_000);
                socket.setSoLinger(left % 2 == 0, 0);
                left++;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return left;
    }

    @Test
    void readerThatStandsStillIsCutOff() throws Exception {
        server.idleTimeout(500);
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            await().until(() -> DownloadServer.openCount(file.toAbsolutePath()) == 1);
            await().until(() -> DownloadServer.openCount(file.toAbsolutePath()) == 0);
            assertThatThrownBy(() -> RawClient.read(socket.getInputStream(), false))
                    .isInstanceOfAny(EOFException.class, java.net.SocketException.class);
        }
    }

    @Test
    void manyHugeDownloadsAtOnceAreExact() throws Exception {
        byte[] huge = random(HUGE, 2);
        server.put("resource/huge.bin", huge);
        long expected = checksum(huge);
        ExecutorService clients = Executors.newFixedThreadPool(MANY);
        try {
            List<CompletableFuture<Long>> sums = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                sums.add(CompletableFuture.supplyAsync(this::downloadHuge, clients));
            }
            for (CompletableFuture<Long> sum : sums) {
                assertThat(sum.get()).isEqualTo(expected);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** The checksum of what came after the headers. */
    private long downloadHuge() {
        try (Socket socket = RawClient.connect(server.port())) {
            socket.setSoTimeout(120_000);
            RawClient.write(socket, "GET", "/download/resource/huge.bin", "Connection: close");
            InputStream in = socket.getInputStream();
            RawClient.Reply head = RawClient.read(in, true);
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(HUGE));
            CRC32C sum = new CRC32C();
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
            }
            return sum.getValue();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length);
        return sum.getValue();
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
