/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openworkshop.storage.server.TestServer.UPLOAD_TOKEN;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.server.Forms;
import org.openworkshop.storage.server.TestServer;

class UploadTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of("OW_TRANSFER_MAX_BYTES", "100000"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void fileIsPublishedUnderItsPath() throws Exception {
        HttpResponse<String> answer = post(form("resource", "a/b.bin").end());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("a/b.bin");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(server.download("/download/resource/a/b.bin").body()).isEqualTo(bytes("content"));
    }

    @Test
    void tokenMayComeAfterTheFile() throws Exception {
        byte[] body = Forms.multipart()
                .file("file", "x", bytes("late token"))
                .field("path", "late.bin")
                .field("type", "resource")
                .field("token", UPLOAD_TOKEN)
                .end();
        assertThat(post(body).statusCode()).isEqualTo(201);
        assertThat(stored("resource/late.bin")).hasContent("late token");
    }

    @Test
    void chunkedBodyIsTaken() throws Exception {
        byte[] body = form("resource", "chunked.bin").end();
        HttpResponse<String> answer = server.send(server.request("/upload", "Content-Type", Forms.MULTIPART)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void tokenMayComeInTheQueryAsOlderManagersSendIt() throws Exception {
        byte[] body = Forms.multipart()
                .field("type", "resource")
                .field("path", "query.bin")
                .file("file", "x", bytes("q"))
                .end();
        HttpResponse<String> answer =
                server.send(server.request("/upload?token=" + UPLOAD_TOKEN, "Content-Type", Forms.MULTIPART)
                        .POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void wrongTokenAfterTheFileLeavesNothing() throws Exception {
        byte[] body = Forms.multipart()
                .file("file", "x", bytes("secret"))
                .field("path", "refused.bin")
                .field("type", "resource")
                .field("token", "wrong")
                .end();
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("Access denied");
        assertThat(stored("resource/refused.bin")).doesNotExist();
        assertThat(server.mainDir().resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void missingAndEmptyTokensAreNotFound() throws Exception {
        byte[] without = Forms.multipart().field("type", "resource").end();
        byte[] empty = Forms.multipart().field("token", "").field("type", "x").end();
        assertThat(post(without).statusCode()).isEqualTo(401);
        assertThat(post(empty).statusCode()).isEqualTo(401);
        assertThat(post(without).body()).isEqualTo("Token not found");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "archive,x,-,400,Invalid type",
                "nonsense,x,-,400,Invalid type",
                "-,x,-,400,Missing field: type",
                "resource,-,-,400,Missing field: path",
                "resource,x,pdf,400,Invalid file kind",
                "avatar,x,-,400,Avatar requires image file kind",
                "avatar,x,bin,400,Avatar requires image file kind",
                "resource,../x,-,423,Access denied",
                "resource,/x,-,423,Access denied",
                "resource,a//x,-,423,Access denied",
                "resource,a\\x,-,423,Access denied",
                "resource,.,-,423,Access denied",
                "avatar,x.png,img,400,Image storage path must end with .webp",
                "avatar,x.webp,img,400,Image expected"
            })
    void wrongFormsAreRefusedWithTheirPhrase(String type, String path, String kind, int status, String phrase)
            throws Exception {
        Forms form = Forms.multipart().field("token", UPLOAD_TOKEN).file("file", "x", bytes("no image"));
        if (type != null) {
            form.field("type", type);
        }
        if (path != null) {
            form.field("path", path);
        }
        if (kind != null) {
            form.field("file_kind", kind);
        }
        HttpResponse<String> answer = post(form.end());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(phrase);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(server.mainDir().resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void missingFileIsNamed() throws Exception {
        byte[] body = Forms.multipart()
                .field("token", UPLOAD_TOKEN)
                .field("type", "resource")
                .field("path", "nofile")
                .end();
        assertThat(post(body).body()).isEqualTo("Missing field: file");
    }

    @Test
    void imageBecomesWebp() throws Exception {
        byte[] body = Forms.multipart()
                .field("token", UPLOAD_TOKEN)
                .field("type", "avatar")
                .field("path", "u/1.webp")
                .field("file_kind", "img")
                .file("file", "photo.png", png())
                .end();
        assertThat(post(body).statusCode()).isEqualTo(201);
        byte[] stored = Files.readAllBytes(stored("avatar/u/1.webp"));
        assertThat(new String(stored, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(new String(stored, 8, 4, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
    }

    @Test
    void tooLargeFileIsRefusedAndLeavesNothing() throws Exception {
        byte[] body = Forms.multipart()
                .field("token", UPLOAD_TOKEN)
                .field("type", "resource")
                .field("path", "big.bin")
                .file("file", "x", new byte[100_001])
                .end();
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("File too large");
        assertThat(stored("resource/big.bin")).doesNotExist();
        assertThat(server.mainDir().resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void cutOffFormIsRefusedAndLeavesNothing() throws Exception {
        HttpResponse<String> answer = post(form("resource", "cut.bin").cutOff());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("Malformed form");
        assertThat(stored("resource/cut.bin")).doesNotExist();
    }

    @Test
    void existingFolderAndPlacesBelowFilesAreRefused() throws Exception {
        assertThat(post(form("resource", "dir/file").end()).statusCode()).isEqualTo(201);
        assertThat(post(form("resource", "dir").end()).statusCode()).isEqualTo(423);
        assertThat(post(form("resource", "dir/file/below").end()).statusCode()).isEqualTo(423);
    }

    @Test
    void errorIsAProblemDocumentForThoseWhoPreferJson() throws Exception {
        HttpResponse<String> answer = server.send(
                server.request("/upload", "Content-Type", Forms.MULTIPART, "Accept", "application/problem+json")
                        .POST(BodyPublishers.ofByteArray(
                                Forms.multipart().field("type", "x").end())));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"detail\":\"Token not found\"").contains("\"status\":401");
    }

    private static Forms form(String type, String path) {
        return Forms.multipart()
                .field("token", UPLOAD_TOKEN)
                .field("type", type)
                .field("path", path)
                .file("file", "x.bin", bytes("content"));
    }

    private static HttpResponse<String> post(byte[] body) throws Exception {
        return server.send(
                server.request("/upload", "Content-Type", Forms.MULTIPART).POST(BodyPublishers.ofByteArray(body)));
    }

    private static Path stored(String path) {
        return server.mainDir().resolve(path);
    }

    private static byte[] png() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new java.awt.image.BufferedImage(20, 10, java.awt.image.BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
