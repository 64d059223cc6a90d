/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.config.DownloadConfig;

/** Answers for an nginx in front; what it makes of them is tested with the real one, by {@code .ci/nginx}. */
class AccelRedirectTest {
    private static final byte[] CONTENT = "hello, world".getBytes(UTF_8);
    private static final String GUARDED = "/download/archive/mods/5/x.zip";

    @TempDir
    Path main;

    private DownloadServer server;

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(
                main,
                DownloadServer.policy(
                        new DownloadConfig.CacheControl("no-cache", "public, max-age=7", ""), "/protected/"));
        server.put("archive/mods/5/x.zip", CONTENT);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void fileIsNamedInsteadOfSent() throws Exception {
        server.put("resource/a/100% grün?;.html", CONTENT);
        RawClient.Reply reply = server.get("/download/resource/a/100%25%20gr%C3%BCn%3F;.html");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("Content-Length")).isEqualTo("0");
        assertThat(reply.header("X-Accel-Redirect")).isEqualTo("/protected/resource/a/100%25%20gr%C3%BCn%3F%3B.html");
        assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(reply.header("Content-Disposition")).startsWith("attachment; filename=");
        assertThat(reply.header("Cache-Control")).isEqualTo("public, max-age=7");
        assertThat(reply.headers())
                .doesNotContainKey("accept-ranges")
                .containsKeys("etag", "last-modified", "x-content-type-options", "content-security-policy");
    }

    @Test
    void linksAreResolved() throws Exception {
        Files.createSymbolicLink(main.resolve("archive/alias"), main.resolve("archive/mods/5"));
        server.access.answer(FakeAccess.YES);
        assertThat(server.get("/download/archive/alias/x.zip").header("X-Accel-Redirect"))
                .isEqualTo("/protected/archive/mods/5/x.zip");
    }

    @Test
    void protectedFileIsNamedToTheAllowedOnly() throws Exception {
        RawClient.Reply refused = server.get(GUARDED);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).doesNotContainKey("x-accel-redirect");
        server.access.answer(FakeAccess.YES);
        RawClient.Reply reply = server.get(GUARDED);
        assertThat(reply.header("X-Accel-Redirect")).isEqualTo("/protected/archive/mods/5/x.zip");
        assertThat(reply.header("Cache-Control")).isEqualTo("private, no-cache");
    }

    @Test
    void rangesAreLeftToNginx() throws Exception {
        server.access.answer(FakeAccess.YES);
        RawClient.Reply reply = server.get(GUARDED, "Range: bytes=0-1");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).containsKey("x-accel-redirect").doesNotContainKey("content-range");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"If-None-Match: *", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:01 GMT", "Range: bytes=99-"})
    void answersWithoutTheFileAreGivenHere(String header) throws Exception {
        server.access.answer(FakeAccess.YES);
        RawClient.Reply reply = server.get(GUARDED, header);
        assertThat(reply.status()).isIn(304, 412, 416);
        assertThat(reply.headers()).doesNotContainKey("x-accel-redirect");
    }

    @Test
    void conditionThatNginxCannotJudgeMakesUsSendTheFile() throws Exception {
        server.access.answer(FakeAccess.YES);
        String etag = server.head(GUARDED).header("ETag");
        RawClient.Reply reply = server.get(GUARDED, "If-Match: " + etag, "Range: bytes=0-4");
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.text()).isEqualTo("hello");
        assertThat(reply.headers()).doesNotContainKey("x-accel-redirect");
    }

    @Test
    void headIsAnsweredHereWithAllItsHeaders() throws Exception {
        server.access.answer(FakeAccess.YES);
        server.unpackedSize(file -> OptionalLong.of(77));
        RawClient.Reply reply = server.head(GUARDED);
        assertThat(reply.header("Content-Length")).isEqualTo("12");
        assertThat(reply.header("X-Unpacked-Bytes")).isEqualTo("77");
        assertThat(reply.headers()).doesNotContainKey("x-accel-redirect");
    }
}
