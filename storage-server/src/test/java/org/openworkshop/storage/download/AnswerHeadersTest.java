/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.access.AccessDecision;
import org.openworkshop.storage.config.DownloadConfig;
import org.openworkshop.storage.storage.ContentHash;

/** What answers say about the file beside its bytes: tag, digest, caching, name. */
class AnswerHeadersTest {
    /** Of {@code abc}, FIPS 180-2, in both writings. */
    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String DIGEST = "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:";
    private static final String WANTED = "Want-Repr-Digest: sha-256=5";
    private static final byte[] CONTENT = "abc".getBytes(UTF_8);
    private static final String FREE = "/download/resource/a.bin";
    private static final String GUARDED = "/download/archive/mods/5/a.zip";
    private static final String PRIVATE = "private, no-cache";

    @TempDir
    Path main;

    private DownloadServer server;

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(
                main, DownloadServer.policy(new DownloadConfig.CacheControl("no-cache", "public, max-age=7", ""), ""));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void tagIsTheContentsHashWhereItIsKeptWithTheFile() throws Exception {
        new ContentHash(HEX).keepWith(server.put("resource/a.bin", CONTENT));
        new ContentHash(HEX).keepWith(server.put("avatar/b.bin", CONTENT));
        RawClient.Reply reply = server.get(FREE);
        assertThat(reply.header("ETag")).isEqualTo('"' + HEX + '"');
        assertThat(server.get("/download/avatar/b.bin").header("ETag")).isEqualTo(reply.header("ETag"));
        assertThat(server.get(FREE, "If-None-Match: \"" + HEX + '"').status()).isEqualTo(304);
        assertThat(server.get(FREE, "If-Range: \"" + HEX + '"', "Range: bytes=1-1")
                        .status())
                .isEqualTo(206);
    }

    @Test
    void editingAFileInPlaceChangesItsTag() throws Exception {
        Path file = server.put("resource/a.bin", CONTENT);
        new ContentHash(HEX).keepWith(file);
        assertThat(server.get(FREE).header("ETag")).contains(HEX);
        Files.write(file, CONTENT, StandardOpenOption.APPEND);
        RawClient.Reply reply = server.get(FREE, WANTED);
        assertThat(reply.header("ETag")).matches("\"[0-9a-f]{24}\"");
        assertThat(reply.headers()).doesNotContainKey("repr-digest");
    }

    @Test
    void digestIsToldToThoseWhoWantIt() throws Exception {
        new ContentHash(HEX).keepWith(server.put("resource/a.bin", CONTENT));
        assertThat(server.get(FREE, WANTED).header("Repr-Digest")).isEqualTo(DIGEST);
        assertThat(server.head(FREE, WANTED).header("Repr-Digest")).isEqualTo(DIGEST);
        RawClient.Reply part = server.get(FREE, WANTED, "Range: bytes=0-0");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("Repr-Digest")).as("of the whole file").isEqualTo(DIGEST);
        assertThat(server.get(FREE, "Want-Repr-Digest: sha-512=10, SHA-256=1").header("Repr-Digest"))
                .isEqualTo(DIGEST);
        assertThat(server.get(FREE, "Want-Repr-Digest: sha-512=3", "Want-Repr-Digest: sha-256=10")
                        .header("Repr-Digest"))
                .isEqualTo(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Want-Repr-Digest: ",
                "Want-Repr-Digest: sha-256",
                "Want-Repr-Digest: sha-256=0",
                "Want-Repr-Digest: sha-256=11",
                "Want-Repr-Digest: sha-256=5, sha-256=0",
                "Want-Repr-Digest: sha-512=5",
                "Want-Content-Digest: sha-256=5"
            })
    void digestIsNotToldToOthers(String header) throws Exception {
        new ContentHash(HEX).keepWith(server.put("resource/a.bin", CONTENT));
        assertThat(server.get(FREE, header).headers()).doesNotContainKey("repr-digest");
    }

    @Test
    void everyAreaHasItsCacheControlWithTheFileAndWithNotModified() throws Exception {
        server.put("resource/a.bin", CONTENT);
        server.put("archive/a.bin", CONTENT);
        server.put("avatar/a.bin", CONTENT);
        for (String condition : List.of("X: y", "If-None-Match: *", "Range: bytes=0-0")) {
            assertThat(server.get(FREE, condition).header("Cache-Control")).isEqualTo("public, max-age=7");
            assertThat(server.head(FREE, condition).header("Cache-Control")).isEqualTo("public, max-age=7");
            assertThat(server.get("/download/archive/a.bin", condition).header("Cache-Control"))
                    .isEqualTo("no-cache");
            assertThat(server.get("/download/avatar/a.bin", condition).headers())
                    .doesNotContainKey("cache-control");
        }
    }

    @Test
    void errorsAboutFreeFilesTellCachesNothing() throws Exception {
        server.put("resource/a.bin", CONTENT);
        assertThat(server.get("/download/resource/none").headers()).doesNotContainKey("cache-control");
        assertThat(server.get(FREE, "Range: bytes=9-").headers()).doesNotContainKey("cache-control");
        assertThat(server.get(FREE, "If-Match: \"x\"").headers()).doesNotContainKey("cache-control");
    }

    @Test
    void nothingAboutProtectedFilesIsForSharedCaches() throws Exception {
        server.put("archive/mods/5/a.zip", CONTENT);
        Files.createSymbolicLink(main.resolve("archive/link.zip"), main.resolve("archive/mods/5/a.zip"));
        for (int status : new int[] {200, 401, 403, 404, 502, 503}) {
            server.access.answer(new AccessDecision(status, "so"));
            for (String target : List.of(GUARDED, "/download/archive/link.zip")) {
                RawClient.Reply reply = server.get(target);
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.header("Cache-Control")).isEqualTo(PRIVATE);
            }
        }
        server.access.answer(FakeAccess.YES);
        for (String condition : List.of("If-None-Match: *", "If-Match: \"x\"", "Range: bytes=9-", "Range: bytes=1-1")) {
            assertThat(server.get(GUARDED, condition).header("Cache-Control")).isEqualTo(PRIVATE);
        }
        for (String missing : List.of("mods/5/none.zip", "MODS/5/none.zip", "mods/x/none.zip", "mods/none.zip")) {
            RawClient.Reply reply = server.get("/download/archive/" + missing);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("Cache-Control")).isEqualTo(PRIVATE);
        }
    }

    @Test
    void refusalWaitingForItsDecisionIsForNoSharedCacheEither() throws Exception {
        server.put("archive/mods/5/a.zip", CONTENT);
        server.access.answer(id -> CompletableFuture.supplyAsync(() -> FakeAccess.NO));
        assertThat(server.get(GUARDED).header("Cache-Control")).isEqualTo(PRIVATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "тест.html | | attachment; filename=\"____.html\"; filename*=UTF-8''%D1%82%D0%B5%D1%81%D1%82.html",
                "a b'ü.svg | | attachment; filename=\"a b__.svg\"; filename*=UTF-8''a%20b%27%C3%BC.svg",
                "😀%\"x.js | | attachment; filename=\"___x.js\"; filename*=UTF-8''%F0%9F%98%80%25%22x.js",
                "plain.html | | attachment",
                "a\"b.html | | attachment",
                "картинка.png | |",
                "m.zü | My | attachment; filename=\"My.z\"; filename*=UTF-8''My.z%C3%BC",
                "m.地図 | My | attachment; filename=\"My\"; filename*=UTF-8''My.%E5%9C%B0%E5%9B%B3",
                "тест.zip | My | attachment; filename=\"My.zip\"",
                "m.z'p | My | attachment; filename=\"My.zp\"",
            })
    void nameBeyondAsciiIsSentTwice(String stored, String saveName, String expected) throws Exception {
        server.put("resource/" + stored, CONTENT);
        String target = "/download/resource/" + PercentEncoder.encode(stored, ".");
        RawClient.Reply reply = server.get(saveName == null ? target : target + "?filename=" + saveName);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Disposition")).isEqualTo(expected);
    }

    @Test
    void charactersThatTurnTheDirectionOfWritingAreLeftOut() throws Exception {
        server.put("resource/a\u202Egpj.html", CONTENT);
        assertThat(server.get("/download/resource/a%E2%80%AEgpj.html").header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"a_gpj.html\"; filename*=UTF-8''agpj.html");
    }
}
