/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.DownloadConfig;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;

/** Small files that are asked for often, and answered without a look at the disk. */
class RecentDownloadTest {
    private static final String TARGET = "/download/resource/a.txt";

    @TempDir
    Path main;

    private DownloadServer server;

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(
                main, DownloadServer.policy(new DownloadConfig.CacheControl("public, max-age=60", "", ""), ""));
        old(server.put("resource/a.txt", bytes("0123456789")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(server.buffers.getLeaks()).isEmpty();
    }

    private static Path old(Path path) throws Exception {
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Asks until the answer comes from the thread that reads the network. */
    private RawClient.Reply atOnce(String method, String target, String... headers) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < deadline) {
            int before = server.handedOver.get();
            RawClient.Reply reply = RawClient.send(server.port(), method, target, headers);
            if (server.handedOver.get() == before) {
                return reply;
            }
        }
        throw new AssertionError("never answered at once: " + method + " " + target);
    }

    /** What the answer says beside what belongs to the single request. */
    private static Map<String, String> headers(RawClient.Reply reply) {
        Map<String, String> headers = new TreeMap<>(reply.headers());
        headers.keySet().removeAll(List.of("date", "x-request-id"));
        return headers;
    }

    @Test
    void answersAreTheSame() throws Exception {
        RawClient.Reply first = server.get(TARGET);
        List<String[]> conditions = List.of(
                new String[] {},
                new String[] {"If-None-Match: " + first.header("ETag")},
                new String[] {"If-Match: \"other\""},
                new String[] {"Range: bytes=2-4"},
                new String[] {"Range: bytes=0-0,-1"},
                new String[] {"Range: bytes=10-"},
                new String[] {"Want-Repr-Digest: sha-256=1"});
        for (String method : List.of("GET", "HEAD")) {
            for (String[] condition : conditions) {
                for (String target : List.of(TARGET, TARGET + "?filename=other.bin", "/download/resource/%61.txt")) {
                    RawClient.Reply atOnce = atOnce(method, target, condition);
                    server.lookAnew();
                    int before = server.handedOver.get();
                    RawClient.Reply looked = RawClient.send(server.port(), method, target, condition);
                    assertThat(server.handedOver).hasValue(before + 1);
                    assertThat(atOnce.status()).isEqualTo(looked.status());
                    // Parts are told apart by a boundary that is another one each time.
                    assertThat(boundary(atOnce, headers(atOnce).toString()))
                            .isEqualTo(boundary(looked, headers(looked).toString()));
                    assertThat(boundary(atOnce, atOnce.text())).isEqualTo(boundary(looked, looked.text()));
                }
            }
        }
    }

    private static String boundary(RawClient.Reply reply, String text) {
        String type = reply.headers().getOrDefault("content-type", "");
        int at = type.indexOf("boundary=");
        return at < 0 ? text : text.replace(type.substring(at + "boundary=".length()), "B");
    }

    @Test
    void ownDeletionAndPublicationCountAtOnce() throws Exception {
        AreaPath path = AreaPath.parse(Area.RESOURCE, "a.txt");
        for (int i = 0; i < 20; i++) {
            atOnce("GET", TARGET);
            assertThat(server.directory.area(Area.RESOURCE).delete(path)).isTrue();
            assertThat(server.get(TARGET).status()).isEqualTo(404);
            Path source = old(Files.writeString(server.directory.stagingPath(), "content " + i));
            server.directory.area(Area.RESOURCE).publish(source, path);
            assertThat(server.get(TARGET).text()).isEqualTo("content " + i);
        }
    }

    @Test
    void whatOthersReplaceIsFoundSoon() throws Exception {
        atOnce("GET", TARGET);
        Path newer = old(Files.write(main.resolve("temp/new"), bytes("9876543210")));
        Files.move(newer, main.resolve("resource/a.txt"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(server.get(TARGET).text()).isEqualTo("9876543210"));
    }

    @Test
    void eachDownloadOfAModIsAskedAbout() throws Exception {
        old(server.put("archive/mods/7/a.zip", bytes("PK")));
        server.access.answer(FakeAccess.YES);
        for (int i = 1; i <= 50; i++) {
            assertThat(server.get("/download/archive/mods/7/a.zip").status()).isEqualTo(200);
            assertThat(server.access.asked).hasSize(i);
        }
        server.access.answer(FakeAccess.NO);
        assertThat(server.get("/download/archive/mods/7/a.zip").status()).isEqualTo(403);
    }

    @Test
    void othersThanReadersAreHandedOn() throws Exception {
        atOnce("GET", TARGET);
        assertThat(RawClient.send(server.port(), "DELETE", TARGET).status()).isEqualTo(405);
    }
}
