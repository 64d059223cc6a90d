/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openworkshop.storage.server.TestServer.UPLOAD_TOKEN;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.Forms;
import org.openworkshop.storage.server.TestServer;

/** Whatever way a file is stored, its downloads tell the SHA-256 of its content. */
class StoredHashTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void uploadedFileIsToldByItsContent() throws Exception {
        upload("bin", "a/b.bin", "content".getBytes(StandardCharsets.UTF_8));
        String first = assertTold("/download/resource/a/b.bin");
        upload("bin", "a/b.bin", "other".getBytes(StandardCharsets.UTF_8));
        assertThat(assertTold("/download/resource/a/b.bin")).isNotEqualTo(first);
        upload("bin", "a/b.bin", "content".getBytes(StandardCharsets.UTF_8));
        assertThat(assertTold("/download/resource/a/b.bin")).isEqualTo(first);
    }

    @Test
    void convertedImageIsToldByWhatItBecame() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", png);
        upload("img", "a/c.webp", png.toByteArray());
        assertTold("/download/resource/a/c.webp");
    }

    @Test
    void movedResultIsToldByItsContent() throws Exception {
        String job = "job-stored-hash";
        assertThat(server.transfer(server.token(job, Map.of()), "x.txt", new byte[5000])
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.move(job, "archive", "packs/x.zip").statusCode()).isEqualTo(200);
        assertTold("/download/archive/packs/x.zip");
    }

    /** The tag, which is the hash of the bytes that came. */
    private static String assertTold(String path) throws Exception {
        HttpResponse<byte[]> answer = server.download(path, "Want-Repr-Digest", "sha-256=10");
        assertThat(answer.statusCode()).isEqualTo(200);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(answer.body());
        String tag = '"' + HexFormat.of().formatHex(hash) + '"';
        assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        assertThat(answer.headers().firstValue("Repr-Digest"))
                .hasValue("sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":");
        return tag;
    }

    private static void upload(String kind, String path, byte[] content) throws Exception {
        byte[] body = Forms.multipart()
                .field("type", "resource")
                .field("path", path)
                .field("file_kind", kind)
                .field("token", UPLOAD_TOKEN)
                .file("file", "x", content)
                .end();
        assertThat(server.send(server.request("/upload", "Content-Type", Forms.MULTIPART)
                                .POST(BodyPublishers.ofByteArray(body)))
                        .statusCode())
                .isEqualTo(201);
    }
}
