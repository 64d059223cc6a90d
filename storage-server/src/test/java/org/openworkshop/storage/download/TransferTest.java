/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
    private static final int BIG = 20_000_003;
    private static final String TARGET = "/download/resource/big.bin";

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
    void bigFileArrivesWhole() throws Exception {
        assertThat(server.get(TARGET).body()).isEqualTo(content);
    }

    @Test
    void manyAtOnceOverOneConnectionEach() throws Exception {
        List<CompletableFuture<byte[]>> bodies = new ArrayList<>();
        for (int i = 0; i < 2 * DownloadServer.THREADS; i++) {
            int from = i * 1_000_000;
            bodies.add(CompletableFuture.supplyAsync(() -> {
                try (Socket socket = RawClient.connect(server.port())) {
                    RawClient.write(socket, "GET", TARGET, "Range: bytes=" + from + "-" + (from + 999_999));
                    byte[] first =
                            RawClient.read(socket.getInputStream(), false).body();
                    RawClient.write(socket, "GET", TARGET, "Range: bytes=" + from + "-" + (from + 999_999));
                    byte[] second =
                            RawClient.read(socket.getInputStream(), false).body();
                    return Arrays.equals(first, second) ? first : new byte[0];
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
        for (int i = 0; i < bodies.size(); i++) {
            assertThat(bodies.get(i).get()).isEqualTo(Arrays.copyOfRange(content, i * 1_000_000, (i + 1) * 1_000_000));
        }
    }

    @Test
    void rangeIsSentAsThatPart() throws Exception {
        RawClient.Reply reply = server.get(TARGET, "Range: bytes=70000-19999999");
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes 70000-19999999/" + BIG);
        assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(20_000_000 - 70_000));
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(content, 70_000, 20_000_000));
        assertThat(server.get(TARGET, "Range: bytes=-3").body()).isEqualTo(Arrays.copyOfRange(content, BIG - 3, BIG));
    }

    @Test
    void unsatisfiableRangeTellsTheSize() throws Exception {
        RawClient.Reply reply = server.get(TARGET, "Range: bytes=" + BIG + "-");
        assertThat(reply.status()).isEqualTo(416);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes */" + BIG);
        assertThat(reply.text()).isEqualTo("Range not satisfiable");
    }

    @Test
    void severalRangesComeAsPartsWithTheirPlace() throws Exception {
        RawClient.Reply reply = server.get(TARGET, "Range: bytes=19000000-19200000,0-0,100-65700,-1");
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.headers()).doesNotContainKey("content-range");
        List<String> places = new ArrayList<>();
        parts(reply).forEach((place, body) -> {
            long[] ends =
                    Arrays.stream(place.split("-")).mapToLong(Long::parseLong).toArray();
            assertThat(body).isEqualTo(Arrays.copyOfRange(content, (int) ends[0], (int) ends[1] + 1));
            places.add(place);
        });
        assertThat(places).containsExactly("19000000-19200000", "0-0", "100-65700", (BIG - 1) + "-" + (BIG - 1));
    }

    private static Map<String, byte[]> parts(RawClient.Reply reply) {
        Matcher type =
                Pattern.compile("multipart/byteranges; boundary=([0-9a-f]{32})").matcher(reply.header("Content-Type"));
        assertThat(type.matches()).isTrue();
        String text = new String(reply.body(), StandardCharsets.ISO_8859_1);
        Matcher part = Pattern.compile("(?:\r\n)?--" + type.group(1)
                        + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes ([0-9]+)-([0-9]+)/" + BIG
                        + "\r\n\r\n")
                .matcher(text);
        Map<String, byte[]> parts = new java.util.LinkedHashMap<>();
        int at = 0;
        while (part.find(at) && part.start() == at) {
            int length = Integer.parseInt(part.group(2)) - Integer.parseInt(part.group(1)) + 1;
            parts.put(
                    part.group(1) + "-" + part.group(2),
                    Arrays.copyOfRange(reply.body(), part.end(), part.end() + length));
            at = part.end() + length;
        }
        assertThat(text.substring(at)).isEqualTo("\r\n--" + type.group(1) + "--\r\n");
        return parts;
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        for (String target : List.of(TARGET, TARGET + "?filename=x", "/download/resource/none", "/download/x/y")) {
            RawClient.Reply get = server.get(target);
            try (Socket socket = RawClient.connect(server.port())) {
                RawClient.write(socket, "HEAD", target, "Connection: close");
                InputStream in = socket.getInputStream();
                RawClient.Reply head = RawClient.read(in, true);
                assertThat(head.status()).isEqualTo(get.status());
                head.headers().remove("connection");
                List.of(get, head)
                        .forEach(reply -> reply.headers().keySet().removeAll(List.of("date", "x-request-id")));
                assertThat(head.headers()).isEqualTo(get.headers());
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void headIgnoresRanges() throws Exception {
        RawClient.Reply head = server.head(TARGET, "Range: bytes=0-1");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(BIG));
    }

    @Test
    void validatorsOfAnAnswerWorkAsConditions() throws Exception {
        RawClient.Reply first = server.get(TARGET, "Range: bytes=0-1");
        String etag = first.header("ETag");
        String date = first.header("Last-Modified");
        RawClient.Reply unchanged = server.get(TARGET, "If-None-Match: " + etag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("ETag")).isEqualTo(etag);
        assertThat(unchanged.header("Last-Modified")).isEqualTo(date);
        assertThat(server.head(TARGET, "If-Modified-Since: " + date).status()).isEqualTo(304);
        assertThat(server.get(TARGET, "If-Match: \"no\"").text()).isEqualTo("Precondition failed");
        for (String condition : List.of(etag, date)) {
            assertThat(server.get(TARGET, "Range: bytes=0-1", "If-Range: " + condition)
                            .status())
                    .isEqualTo(206);
        }
        Path newer = Files.write(main.resolve("temp/new"), random(BIG, 2));
        Files.setLastModifiedTime(newer, Files.getLastModifiedTime(file));
        Files.move(newer, file, StandardCopyOption.ATOMIC_MOVE);
        RawClient.Reply other = server.get(TARGET, "Range: bytes=0-1", "If-Range: " + etag);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("ETag")).isNotEqualTo(etag);
    }

    @Test
    void downloadOfAReplacedFileFinishesWithTheOldBytes() throws Exception {
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            await().until(() -> DownloadServer.openCount(file.toAbsolutePath()) == 1);
            Path newer = Files.write(main.resolve("temp/new"), random(BIG, 2));
            Files.move(newer, file, StandardCopyOption.ATOMIC_MOVE);
            assertThat(RawClient.read(socket.getInputStream(), false).body()).isEqualTo(content);
        }
    }

    @Test
    void downloadOfADeletedFileFinishes() throws Exception {
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            await().until(() -> DownloadServer.openCount(file.toAbsolutePath()) == 1);
            Files.delete(file);
            assertThat(RawClient.read(socket.getInputStream(), false).body()).isEqualTo(content);
        }
        assertThat(server.get(TARGET).status()).isEqualTo(404);
    }

    @Test
    void fileThatShrinksWhileSentCutsTheConnection() throws Exception {
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            await().until(() -> DownloadServer.openCount(file.toAbsolutePath()) == 1);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(1000);
            }
            assertThatThrownBy(() -> RawClient.read(socket.getInputStream(), false))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void clientsThatGoAwayLeaveNoFileOpen() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = RawClient.connect(server.port())) {
                RawClient.write(socket, "GET", TARGET, i % 2 == 0 ? "Range: bytes=0-9000000,10000000-" : "X: y");
                assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
                socket.setSoLinger(i % 3 != 0, 0);
            }
        }
        await().untilAsserted(() ->
                assertThat(DownloadServer.openCount(file.toAbsolutePath())).isZero());
        assertThat(server.get(TARGET, "Range: bytes=0-1").status()).isEqualTo(206);
    }

    @Test
    void clientsThatDoNotReadHoldNoThreadAndAreCutOff() throws Exception {
        server.idleTimeout(1000);
        List<Socket> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * DownloadServer.THREADS; i++) {
                Socket socket = RawClient.connect(server.port());
                stuck.add(socket);
                RawClient.write(socket, "GET", TARGET);
            }
            await().until(() -> DownloadServer.openCount(file.toAbsolutePath()) > DownloadServer.THREADS);
            assertThat(server.get(TARGET, "Range: bytes=0-1").status()).isEqualTo(206);
            await().untilAsserted(() ->
                    assertThat(DownloadServer.openCount(file.toAbsolutePath())).isZero());
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
