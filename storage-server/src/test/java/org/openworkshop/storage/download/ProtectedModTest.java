/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.access.AccessDecision;

class ProtectedModTest {
    private static final byte[] CONTENT = "bought and paid for".getBytes(UTF_8);
    private static final String TARGET = "/download/archive/mods/5/x.zip";

    @TempDir
    Path main;

    @TempDir
    Path outside;

    private DownloadServer server;

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(main);
        server.put("archive/mods/5/x.zip", CONTENT);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void allowedCallerGetsTheFileAndNoCacheMayKeepIt() throws Exception {
        server.access.answer(FakeAccess.YES);
        RawClient.Reply reply = server.get(TARGET);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(CONTENT);
        assertThat(reply.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(server.access.asked).containsExactly(new FakeAccess.Asked(5, null, null));
        assertThat(server.get(TARGET, "If-None-Match: " + reply.header("ETag")).header("Cache-Control"))
                .isEqualTo("private, no-cache");
    }

    @ParameterizedTest
    @CsvSource({
        "403, Buy it first",
        "401, Log in",
        "404, Mod gone",
        "503, Access service unavailable",
        "302, Found",
        "500, ü"
    })
    void refusalIsPassedOn(int status, String message) throws Exception {
        server.access.answer(new AccessDecision(status, message));
        RawClient.Reply reply = server.get(TARGET);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).isEqualTo(message);
        assertThat(reply.headers()).doesNotContainKeys("etag", "last-modified", "accept-ranges");
        assertThat(server.head(TARGET).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304})
    void refusalWithAStatusThatHasNoBodySendsNothing(int status) throws Exception {
        server.access.answer(new AccessDecision(status, "nothing"));
        RawClient.Reply reply = server.get(TARGET);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void conditionsAndRangesRevealNothingToTheRefused() throws Exception {
        assertThat(server.get(TARGET, "Range: bytes=0-3").status()).isEqualTo(403);
        assertThat(server.get(TARGET, "Range: bytes=999-").status()).isEqualTo(403);
        assertThat(server.get(TARGET, "If-None-Match: *").status()).isEqualTo(403);
        assertThat(server.get(TARGET, "If-Match: \"x\"").status()).isEqualTo(403);
    }

    @Test
    void failedCheckIsAServerErrorAndNoPermission() throws Exception {
        server.access.answer(id -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
        assertThat(server.get(TARGET).status()).isEqualTo(500);
        server.access.answer(id -> {
            throw new IllegalStateException("broken");
        });
        assertThat(server.get(TARGET).status()).isEqualTo(500);
    }

    @Test
    void onlyTheTwoCookiesAreHandedOnAndExactlyAsSent() throws Exception {
        server.get(
                TARGET,
                "Cookie: session=secret; accessToken=\"a=b c\"; accessToken=second",
                "Cookie: xrefreshToken=no; refreshToken = r.2 ;theme=dark");
        assertThat(server.access.asked).containsExactly(new FakeAccess.Asked(5, "\"a=b c\"", "r.2"));
    }

    @Test
    void emptyForeignOrUnsendableCookiesCountAsAbsent() throws Exception {
        server.get(TARGET, "Cookie: accessToken=; refreshToken=\u00fc");
        server.get(TARGET, "Cookie: AccessToken=x; accesstoken=x; ;=;accessToken");
        assertThat(server.access.asked)
                .containsExactly(new FakeAccess.Asked(5, null, null), new FakeAccess.Asked(5, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "./mods/5/x.zip",
                "mods/./5/x.zip",
                "a/../mods/5/x.zip",
                "mods/1/../5/x.zip",
                "mods/1/%2e%2e/5/x.zip",
                "mods/1/.%2E/5/x.zip",
                "mods/1%2f..%2f5/x.zip",
                "mods/1/%252e%252e/5/x.zip",
                "mods//5/x.zip",
                "mods/%2f5/x.zip",
                "/mods/5/x.zip",
                "%2fmods/5/x.zip",
                "mods/5/x.zip/",
                "mods/5/x.zip%2f",
                "mods/5/x.zip/.",
                "mods/5/x.zip%00",
                "mods/5/x.zip%00.png",
                "mods%00/5/x.zip",
                "mods%5c5%5cx.zip",
                "mods\\5\\x.zip",
                "free%5c..%5cmods/5/x.zip",
                "mods;a=b/5/x.zip",
                "mods/5;a=b/x.zip",
                "mods/5/x.zip;a=b",
                ";/mods/5/x.zip",
                "..;/archive/mods/5/x.zip",
                "../archive/mods/5/x.zip",
                "..%2farchive/mods/5/x.zip",
                "../../../../../../etc/passwd",
                "%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "%2fetc%2fpasswd",
                "//etc/passwd",
                "file:///etc/passwd",
                "mods/5/x.zip%zz",
                "mods/5/x.zip%",
                "mods/5/x.zip%ff",
                "%6dods%c0%af5/x.zip",
                "%u006dods/5/x.zip",
                "mods%0a/5/x.zip",
                "mods/5/x.zip%20",
                "mods/5/x.zip.",
                "~/mods/5/x.zip",
                "mods/05x/x.zip",
                "mods/%2B5/x.zip",
                "mods/+5/x.zip",
                "Mods/5/x.zip",
                "MODS/5/X.ZIP",
                "mod\u017f/5/x.zip",
                "mod%C5%BF/5/x.zip",
                "m%C3%B6ds/5/x.zip",
            })
    void noSpellingOpensAProtectedModForFree(String path) throws Exception {
        RawClient.Reply reply = server.get("/download/archive/" + path);
        assertThat(reply.status()).isIn(403, 404, 423);
        assertThat(reply.text()).doesNotContain("bought", "root:");
        assertThat(server.head("/download/archive/" + path).status()).isEqualTo(reply.status());
    }

    @ParameterizedTest
    @CsvSource({
        "/download/archive/./mods/5/x.zip",
        "/download/archive/a/../mods/5/x.zip",
        "/download/archive/mods/1/../2/x.zip",
        "/download/archive/mods//5/x.zip",
        "/download/archive/%2e%2e%2fresource/x",
        "/download/archive/mods/5/..%252f5/x.zip",
        "/download/archive/x%00",
        "/download/archive/x%00/../../../..",
        "/download/archive/x%5cy",
        "/download/archive/x%0dy",
        "/download/archive/x%zz",
        "/download/archive/x%e2%82",
        "/download/archive/%80",
        "/download/archive//etc/passwd",
        "/download/archive/../../../etc/passwd",
        "/download/archive/../../../etc/passwd?filename=x",
        "/download/resource/%2e%2e/%2e%2e/%2e%2e/x",
        "/download/avatar/mods/5/",
    })
    void badPathsAreRefusedBeforeAnythingElse(String target) throws Exception {
        server.access.answer(FakeAccess.YES);
        RawClient.Reply reply = server.get(target);
        assertThat(reply.status()).isEqualTo(423);
        assertThat(reply.text()).isEqualTo("Access denied");
        assertThat(server.access.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mods/5/x.zip", "MODS/5/x.zip", "mOds/5/deep/er/x.zip", "mods/005/x.zip", "mods/5"})
    void whateverTheCaseTheModIsAskedFor(String path) throws Exception {
        Files.delete(main.resolve("archive/mods/5/x.zip"));
        Files.delete(main.resolve("archive/mods/5"));
        server.put("archive/" + path, CONTENT);
        assertThat(server.get("/download/archive/" + path).status()).isEqualTo(403);
        server.access.answer(FakeAccess.YES);
        assertThat(server.get("/download/archive/" + path).body()).isEqualTo(CONTENT);
        assertThat(server.access.asked).extracting(FakeAccess.Asked::modId).containsExactly(5L, 5L);
    }

    @Test
    void fileCalledModsIsNotServed() throws Exception {
        server.put("archive/MODS", CONTENT);
        server.access.answer(FakeAccess.YES);
        assertThat(server.get("/download/archive/MODS").status()).isEqualTo(404);
    }

    @Test
    void modsFolderOfOtherAreasIsFree() throws Exception {
        server.put("resource/mods/5/x.webp", CONTENT);
        assertThat(server.get("/download/resource/mods/5/x.webp").body()).isEqualTo(CONTENT);
        assertThat(server.access.asked).isEmpty();
    }

    @Test
    void linkToAProtectedModIsAsProtectedAsTheMod() throws Exception {
        Path archive = main.resolve("archive");
        Files.createDirectories(archive.resolve("free"));
        Files.createSymbolicLink(archive.resolve("free/file.zip"), Path.of("../mods/5/x.zip"));
        Files.createSymbolicLink(archive.resolve("free/folder"), archive.resolve("mods"));
        assertThat(server.get("/download/archive/free/file.zip").status()).isEqualTo(403);
        assertThat(server.get("/download/archive/free/folder/5/x.zip").status()).isEqualTo(403);
        assertThat(server.access.asked).extracting(FakeAccess.Asked::modId).containsExactly(5L, 5L);
    }

    @Test
    void linkInsideAModToAFreeFileIsStillThatMod() throws Exception {
        server.put("archive/blobs/1", CONTENT);
        Files.createSymbolicLink(main.resolve("archive/mods/5/y.zip"), Path.of("../../blobs/1"));
        assertThat(server.get("/download/archive/mods/5/y.zip").status()).isEqualTo(403);
        assertThat(server.get("/download/archive/blobs/1").status()).isEqualTo(200);
    }

    @Test
    void linkFromOneModToAnotherNeedsBoth() throws Exception {
        Files.createDirectories(main.resolve("archive/mods/6"));
        Files.createSymbolicLink(main.resolve("archive/mods/6/y.zip"), Path.of("../5/x.zip"));
        for (long allowed : new long[] {5, 6}) {
            server.access.answer(
                    id -> CompletableFuture.completedFuture(id == allowed ? FakeAccess.YES : FakeAccess.NO));
            assertThat(server.get("/download/archive/mods/6/y.zip").status()).isEqualTo(403);
        }
        server.access.answer(FakeAccess.YES);
        assertThat(server.get("/download/archive/mods/6/y.zip").status()).isEqualTo(200);
    }

    @Test
    void linkOutOfTheAreaIsRefused() throws Exception {
        Files.write(outside.resolve("secret"), CONTENT);
        Files.createSymbolicLink(main.resolve("resource/link"), outside.resolve("secret"));
        Files.createSymbolicLink(main.resolve("resource/folder"), outside);
        Files.createSymbolicLink(main.resolve("resource/area"), main.resolve("archive/mods/5"));
        for (String path : List.of("link", "folder/secret", "area/x.zip")) {
            assertThat(server.get("/download/resource/" + path).status()).isEqualTo(423);
        }
    }

    @Test
    void linkTurnedElsewhereDuringTheCheckIsNotFollowed() throws Exception {
        server.put("archive/mods/6/other.zip", CONTENT);
        Path link = main.resolve("archive/link");
        Files.createSymbolicLink(link, Path.of("mods/5/x.zip"));
        CompletableFuture<AccessDecision> check = new CompletableFuture<>();
        server.access.answer(id -> check);
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", "/download/archive/link");
            await().until(() -> !server.access.asked.isEmpty());
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("mods/6/other.zip"));
            Files.delete(main.resolve("archive/mods/5/x.zip"));
            check.complete(FakeAccess.YES);
            assertThat(RawClient.read(socket.getInputStream(), false).status()).isEqualTo(404);
        }
    }

    @Test
    void fileReplacedDuringTheCheckIsSentAsItIsNow() throws Exception {
        byte[] newer = "newer and longer than before".getBytes(UTF_8);
        CompletableFuture<AccessDecision> check = new CompletableFuture<>();
        server.access.answer(id -> check);
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            await().until(() -> !server.access.asked.isEmpty());
            Path staged = Files.write(main.resolve("temp/new"), newer);
            Files.move(staged, main.resolve("archive/mods/5/x.zip"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            check.complete(FakeAccess.YES);
            assertThat(RawClient.read(socket.getInputStream(), false).body()).isEqualTo(newer);
        }
    }

    @Test
    void hangingChecksHoldNoThreadAndNoFile() throws Exception {
        server.put("resource/free.txt", CONTENT);
        ConcurrentLinkedQueue<CompletableFuture<AccessDecision>> checks = new ConcurrentLinkedQueue<>();
        server.access.answer(id -> {
            CompletableFuture<AccessDecision> check = new CompletableFuture<>();
            checks.add(check);
            return check;
        });
        int waiting = 4 * DownloadServer.THREADS;
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < waiting; i++) {
                Socket socket = RawClient.connect(server.port());
                sockets.add(socket);
                RawClient.write(socket, "GET", TARGET);
            }
            await().until(() -> checks.size() == waiting);
            assertThat(DownloadServer.openCount(main.toRealPath().resolve("archive/mods/5/x.zip")))
                    .isZero();
            List<CompletableFuture<RawClient.Reply>> free = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                free.add(CompletableFuture.supplyAsync(() -> getFree()));
            }
            for (CompletableFuture<RawClient.Reply> reply : free) {
                assertThat(reply.get().body()).isEqualTo(CONTENT);
            }
            checks.forEach(check -> check.complete(FakeAccess.YES));
            for (Socket socket : sockets) {
                assertThat(RawClient.read(socket.getInputStream(), false).body())
                        .isEqualTo(CONTENT);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private RawClient.Reply getFree() {
        try {
            return server.get("/download/resource/free.txt");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void checkMayTakeLongerThanTheConnectionsIdleTimeout() throws Exception {
        server.idleTimeout(100);
        CompletableFuture<AccessDecision> check = new CompletableFuture<>();
        server.access.answer(id -> check);
        try (Socket socket = RawClient.connect(server.port())) {
            RawClient.write(socket, "GET", TARGET);
            CompletableFuture.delayedExecutor(500, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .execute(() -> check.complete(FakeAccess.YES));
            assertThat(RawClient.read(socket.getInputStream(), false).body()).isEqualTo(CONTENT);
        }
    }
}
