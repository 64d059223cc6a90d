/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadHandlerTest {
    private static final byte[] CONTENT = "hello, world".getBytes(UTF_8);

    @TempDir
    Path main;

    private DownloadServer server;

    @BeforeEach
    void start() throws Exception {
        server = new DownloadServer(main);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void fileIsSentWithLengthTypeAndValidators() throws Exception {
        Path file = server.put("resource/a/b.png", CONTENT);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-03T04:05:06Z")));
        RawClient.Reply reply = server.get("/download/resource/a/b.png");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(CONTENT);
        assertThat(reply.header("Content-Length")).isEqualTo("12");
        assertThat(reply.header("Content-Type")).isEqualTo("image/png");
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.header("ETag")).matches("\"[0-9a-f]{24}\"");
        assertThat(reply.header("Last-Modified")).isEqualTo("Sat, 03 Feb 2024 04:05:06 GMT");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.headers()).doesNotContainKeys("content-disposition", "x-unpacked-bytes", "cache-control");
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(server.access.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/download,                          400, Invalid type",
        "/download/,                         400, Invalid type",
        "/download/temp/12345678/meta.json,  400, Invalid type",
        "/download/Archive/a.zip,            400, Invalid type",
        "/download/%61rchive2/a.zip,         400, Invalid type",
        "/download//archive/a.zip,           400, Invalid type",
        "/download/.lock,                    400, Invalid type",
        "/download/archive,                  423, Access denied",
        "/download/archive/,                 423, Access denied",
        "/download/archive/../temp/x,        423, Access denied",
        "/download/archive/nothing.zip,      404, File not found",
        "/download/archive/nothing.zip?filename=x, 404, File not found",
        "/download/archive/folder,           404, File not found",
        "/download/archive/a.zip/below,      404, File not found",
        "/download/archive/mods/abc/x.zip,   404, File not found",
        "/download/archive/mods/5x/x.zip,    404, File not found",
        "/download/archive/mods/9223372036854775808/x.zip, 404, File not found",
        "/download/archive/mods/loose.zip,   404, File not found",
        "/download/archive/mods/5/none.zip,  404, File not found",
    })
    void refusalsHaveTheirStatusAndPhrase(String target, int status, String phrase) throws Exception {
        server.access.answer(FakeAccess.YES);
        for (String path : new String[] {
            "folder/file",
            "a.zip",
            "mods/abc/x.zip",
            "mods/5x/x.zip",
            "mods/9223372036854775808/x.zip",
            "mods/loose.zip"
        }) {
            server.put("archive/" + path, CONTENT);
        }
        RawClient.Reply reply = server.get(target);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).isEqualTo(phrase);
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(server.head(target).status()).isEqualTo(status);
        assertThat(server.access.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        server.put("resource/a.png", CONTENT);
        RawClient.Reply reply = RawClient.send(server.port(), method, "/download/resource/a.png", "Content-Length: 0");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void otherPathsAreHandedOnUnderTheUsualUriRules() throws Exception {
        assertThat(server.get("/downloads/archive/x").text()).isEqualTo("Not found");
        assertThat(server.get("/healthz").text()).isEqualTo("Not found");
        assertThat(server.get("/transfer/%2e%2e%2fx").status()).isEqualTo(400);
        assertThat(server.get("/x/../download/archive/x").text()).isEqualTo("Not found");
        assertThat(server.get("/..%2fdownload/archive/x").status()).isEqualTo(400);
    }

    @Test
    void encodedNamesAreDecodedOnceAndPlusStaysPlus() throws Exception {
        server.put("resource/a+b ü;v=1.txt", CONTENT);
        assertThat(server.get("/download/resource/a+b%20%C3%BC;v=1.txt").body()).isEqualTo(CONTENT);
        assertThat(server.get("/download/%72esource%2Fa%2bb%20%c3%bc%3bv=1.txt").body())
                .isEqualTo(CONTENT);
        assertThat(server.get("/download/resource/a%20b%20%C3%BC;v=1.txt").status())
                .isEqualTo(404);
        assertThat(server.get("/download/resource/a+b%2520%C3%BC;v=1.txt").status())
                .isEqualTo(404);
        assertThat(server.get("/download/resource/a+b%20%C3%BC").status()).isEqualTo(404);
    }

    @Test
    void percentSignInAStoredNameIsPlain() throws Exception {
        server.put("resource/100%.txt", CONTENT);
        assertThat(server.get("/download/resource/100%25.txt").body()).isEqualTo(CONTENT);
    }

    @Test
    void emptyFileIsSent() throws Exception {
        server.put("resource/empty.txt", new byte[0]);
        RawClient.Reply reply = server.get("/download/resource/empty.txt");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Length")).isEqualTo("0");
        assertThat(server.get("/download/resource/empty.txt", "Range: bytes=0-").header("Content-Range"))
                .isEqualTo("bytes */0");
        assertThat(server.get("/download/resource/empty.txt", "Range: bytes=-5").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "x.zip, application/zip, no",
        "x.ZIP, application/zip, no",
        "x.webp, image/webp, no",
        "x.txt, text/plain; charset=utf-8, no",
        "x, application/octet-stream, no",
        "x.unknown, application/octet-stream, no",
        "x.html, application/octet-stream, yes",
        "x.HtM, application/octet-stream, yes",
        "x.xhtml, application/octet-stream, yes",
        "x.svg, application/octet-stream, yes",
        "x.xml, application/octet-stream, yes",
        "x.js, application/octet-stream, yes",
        "x.mjs, application/octet-stream, yes",
        "x.html., application/octet-stream, no",
    })
    void whatCouldRunInABrowserIsANeutralAttachment(String name, String type, String attachment) throws Exception {
        server.put("resource/" + name, CONTENT);
        RawClient.Reply reply = server.get("/download/resource/" + name);
        assertThat(reply.header("Content-Type")).isEqualTo(type);
        assertThat(reply.header("Content-Disposition")).isEqualTo(attachment.equals("yes") ? "attachment" : null);
        RawClient.Reply part = server.get("/download/resource/" + name, "Range: bytes=0-1");
        assertThat(part.header("Content-Type")).isEqualTo(type);
        assertThat(part.header("Content-Disposition")).isEqualTo(reply.header("Content-Disposition"));
        RawClient.Reply parts = server.get("/download/resource/" + name, "Range: bytes=0-1,5-6");
        assertThat(parts.text()).contains("Content-Type: " + type + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "m.zip, filename=My_Mod-1, My_Mod-1.zip",
        "m.zip, a=b&filename=My%5FMod&filename=other, My_Mod.zip",
        "m.tar.gz, filename=My, My.gz",
        "m, filename=My, My",
        ".zip, filename=My, My",
        "m.z'q'p, filename=My, My.zqp",
        "m.html, filename=My, My.html",
        "m.zip, file%6eame=My, My.zip",
    })
    void fileNameParameterNamesTheAttachment(String stored, String query, String saved) throws Exception {
        server.put("resource/" + stored, CONTENT);
        RawClient.Reply reply = server.get("/download/resource/" + stored + "?" + query);
        assertThat(reply.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + saved + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename=",
                "filename",
                "filename=a.b",
                "filename=a%22b",
                "filename=a+b",
                "filename=a%0d%0ab",
                "filename=%C3%BC",
                "filename=%zz",
                "filename=a/b",
                "filename=a%00",
                "Filename=x",
                "filename=a.b&filename=ok"
            })
    void unsafeFileNameParameterIsIgnored(String query) throws Exception {
        server.put("resource/m.zip", CONTENT);
        RawClient.Reply reply = server.get("/download/resource/m.zip?" + query);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).doesNotContainKey("content-disposition");
    }

    @Test
    void overlongFileNameParameterIsIgnored() throws Exception {
        server.put("resource/m.zip", CONTENT);
        assertThat(server.get("/download/resource/m.zip?filename=" + "x".repeat(200))
                        .headers())
                .containsKey("content-disposition");
        assertThat(server.get("/download/resource/m.zip?filename=" + "x".repeat(201))
                        .headers())
                .doesNotContainKey("content-disposition");
    }

    @Test
    void errorsSpeakJsonToThoseWhoPreferIt() throws Exception {
        RawClient.Reply reply = server.get("/download/archive/none", "Accept: application/json");
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.text()).contains("\"detail\":\"File not found\"");
    }
}
