/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.server.TestServer.UPLOAD_TOKEN;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.Forms;

/** Digests that clients state of what they send. */
class DigestTest extends TransferFixture {
    private static final byte[] FILE = bytes("the file");
    private static final String MISMATCH = "Digest mismatch";
    private static final String INVALID = "Invalid digest";

    @Test
    void uploadForAJobIsTakenWhenItsDigestIsRight() throws Exception {
        assertThat(raw("job-right-01", "Content-Digest", field(FILE)).statusCode())
                .isEqualTo(200);
        assertThat(raw("job-right-02", "Repr-Digest", field(FILE)).statusCode()).isEqualTo(200);
        assertThat(raw("job-right-03", "Digest", "SHA-256=" + base64(FILE)).statusCode())
                .isEqualTo(200);
        assertThat(raw("job-right-04", "X-Checksum-Sha256", hex(FILE)).statusCode())
                .isEqualTo(200);
        assertThat(raw("job-right-05", "Content-Digest", "sha-512=:AAAA:").statusCode())
                .isEqualTo(200);
    }

    @Test
    void uploadForAJobWithAnotherDigestFailsAndLeavesNothing() throws Exception {
        HttpResponse<String> answer = raw("job-wrong-01", "Content-Digest", field(bytes("other")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(MISMATCH);
        var told = onlyCallback("job-wrong-01").body();
        assertThat(told.path("status").asText()).isEqualTo("error");
        assertThat(told.path("reason").asText()).isEqualTo("digest_mismatch");
        assertThat(told.path("detail").asText()).contains(hex(FILE)).contains(hex(bytes("other")));
        await().until(() -> !Files.exists(server.workspace("job-wrong-01")));
    }

    @Test
    void malformedAndContradictingDigestsAreRefusedBeforeAJobBegins() throws Exception {
        assertThat(raw("job-malform-1", "Content-Digest", "sha-256=:AAAA:").body())
                .isEqualTo(INVALID);
        assertThat(raw("job-malform-1", "Digest", "SHA-256=" + base64(FILE), "X-Checksum-Sha256", hex(bytes("x")))
                        .body())
                .isEqualTo(INVALID);
        assertThat(server.manager().callbacks("job-malform-1")).isEmpty();
        assertThat(server.workspace("job-malform-1")).doesNotExist();
    }

    @Test
    void checksumOfADirectUploadIsOfItsFile() throws Exception {
        assertThat(direct(form(""), "X-Checksum-Sha256", hex(FILE)).statusCode())
                .isEqualTo(201);
        Files.delete(stored());
        requireRefused(direct(form(""), "X-Checksum-Sha256", hex(bytes("other"))), MISMATCH);
        requireRefused(direct(form(""), "X-Checksum-Sha256", "2d71"), INVALID);
    }

    @Test
    void digestOfAPartIsOfItsFile() throws Exception {
        assertThat(direct(form("Content-Digest: " + field(FILE) + "\r\n")).statusCode())
                .isEqualTo(201);
        Files.delete(stored());
        requireRefused(direct(form("Content-Digest: " + field(bytes("other")) + "\r\n")), MISMATCH);
        requireRefused(direct(form("X-Checksum-Sha256: " + hex(bytes("other")) + "\r\n")), MISMATCH);
        requireRefused(direct(form("Content-Digest: sha-256=1\r\n")), INVALID);
        requireRefused(
                direct(form("Content-Digest: " + field(FILE) + "\r\n"), "X-Checksum-Sha256", hex(bytes("other"))),
                INVALID);
    }

    @Test
    void digestOfAFormIsOfItsWholeBody() throws Exception {
        byte[] form = form("");
        assertThat(direct(form, "Content-Digest", field(form)).statusCode()).isEqualTo(201);
        Files.delete(stored());
        requireRefused(direct(form, "Content-Digest", field(FILE)), MISMATCH);
        requireRefused(direct(form, "Digest", "SHA-256=?"), INVALID);
    }

    @Test
    void whoHasNoTokenIsNotToldAboutDigests() throws Exception {
        byte[] form = Forms.multipart().file("file", "x", FILE).end();
        assertThat(direct(form, "Content-Digest", "sha-256=1").statusCode()).isEqualTo(401);
        assertThat(direct(form, "Content-Digest", field(FILE)).statusCode()).isEqualTo(401);
    }

    @Test
    void digestOfAKeptZipIsThatOfTheUpload() throws Exception {
        byte[] zip = zip("hello ".repeat(100_000));
        assertThat(server.transfer(server.token("job-kept-0001", Map.of()), "x.zip", zip)
                        .statusCode())
                .isEqualTo(200);
        assertThat(onlyCallback("job-kept-0001").body().path("sha256").asText()).isEqualTo(hex(zip));
        assertThat(Files.readAllBytes(server.workspace("job-kept-0001")
                        .resolve(record("job-kept-0001")
                                .path("packed_path")
                                .asText()
                                .replaceFirst(".*/", ""))))
                .isEqualTo(zip);
    }

    private HttpResponse<String> raw(String job, String... headers) throws Exception {
        String path = "/transfer/upload?filename=x.txt&token=" + server.token(job, Map.of());
        return server.send(server.request(path, headers).POST(BodyPublishers.ofByteArray(FILE)));
    }

    private HttpResponse<String> direct(byte[] form, String... headers) throws Exception {
        return server.send(server.request("/upload", headers)
                .header("Content-Type", Forms.MULTIPART)
                .POST(BodyPublishers.ofByteArray(form)));
    }

    private void requireRefused(HttpResponse<String> answer, String phrase) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(phrase);
        assertThat(stored()).doesNotExist();
        assertThat(server.mainDir().resolve(".staging")).isEmptyDirectory();
    }

    private java.nio.file.Path stored() {
        return server.mainDir().resolve("resource/x.bin");
    }

    private static byte[] form(String partHeaders) {
        return Forms.multipart()
                .field("token", UPLOAD_TOKEN)
                .field("type", "resource")
                .field("path", "x.bin")
                .file("file", "x", partHeaders, FILE)
                .end();
    }

    private static byte[] zip(String content) throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("a.txt"));
            out.write(bytes(content));
        }
        return zip.toByteArray();
    }

    private static String field(byte[] content) throws Exception {
        return "sha-256=:" + base64(content) + ":";
    }

    private static String base64(byte[] content) throws Exception {
        return Base64.getEncoder().encodeToString(sha256(content));
    }

    private static String hex(byte[] content) throws Exception {
        return HexFormat.of().formatHex(sha256(content));
    }

    private static byte[] sha256(byte[] content) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }
}
