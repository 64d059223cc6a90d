/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openworkshop.storage.server.TestServer.UPLOAD_TOKEN;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.server.RawConnection.Answer;

/** Clients that ask before they send a body (RFC 9110 section 10.1.1). */
class ExpectContinueTest {
    private static final String EXPECT = "Expect: 100-continue";

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

    @ParameterizedTest
    @CsvSource({
        "/transfer/upload,                  401, Token not found",
        "/transfer/upload?token=wrong,      403, Access denied",
        "/upload?token=wrong,               403, Access denied",
        "/healthz,                          405, Method not allowed",
        "/nowhere,                          404, Not found",
        "/download/resource/a,              405, Method not allowed",
    })
    void whatIsRefusedAnywayIsNotAskedFor(String target, int status, String phrase) throws Exception {
        requireRefusedUnasked(target, "Content-Length: 50", status, phrase);
    }

    @Test
    void aBodyThatIsTooLargeIsNotAskedFor() throws Exception {
        String token = server.token("job-expect-02", Map.of());
        requireRefusedUnasked("/transfer/upload?token=" + token, "Content-Length: 100001", 413, "File too large");
    }

    @Test
    void aFormatThatIsNotMadeIsNotAskedFor() throws Exception {
        String token = server.token("job-expect-03", Map.of("pack_format", "7z"));
        requireRefusedUnasked("/transfer/upload?token=" + token, "Content-Length: 5", 400, "Unsupported format");
    }

    private static void requireRefusedUnasked(String target, String length, int status, String phrase)
            throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            Answer answer = client.head("POST " + target, EXPECT, length).answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(phrase);
            assertThat(answer.headers()).containsEntry("connection", "close");
            // A client that sends the body all the same must not have it taken for a request.
            client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void anUploadWithTheRightTokenIsAskedForAndTheConnectionGoesOn() throws Exception {
        String token = server.token("job-expect-01", Map.of());
        try (RawConnection client = new RawConnection(server.port())) {
            client.head("POST /transfer/upload?token=" + token, EXPECT, "Content-Length: 5");
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("12345").answer().status()).isEqualTo(200);
            assertThat(client.head("GET /healthz").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aFormIsAskedForBecauseItsTokenMayBeInIt() throws Exception {
        byte[] form = Forms.multipart()
                .field("token", "wrong")
                .field("type", "resource")
                .end();
        try (RawConnection client = new RawConnection(server.port())) {
            client.head("POST /upload", EXPECT, "Content-Type: " + Forms.MULTIPART, "Content-Length: " + form.length);
            assertThat(client.answer().status()).isEqualTo(100);
            Answer answer = client.send(form).answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("Access denied");
        }
    }

    @Test
    void aFormWithTheRightTokenInTheQueryIsAskedFor() throws Exception {
        byte[] form = Forms.multipart()
                .field("type", "resource")
                .field("path", "a/b.bin")
                .file("file", "b.bin", new byte[] {1, 2, 3})
                .end();
        try (RawConnection client = new RawConnection(server.port())) {
            client.head(
                    "POST /upload?token=" + UPLOAD_TOKEN,
                    EXPECT,
                    "Content-Type: " + Forms.MULTIPART,
                    "Content-Length: " + form.length);
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send(form).answer().status()).isEqualTo(201);
        }
    }
}
