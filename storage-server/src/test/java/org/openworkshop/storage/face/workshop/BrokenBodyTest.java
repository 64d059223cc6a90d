/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.server.TestServer.UPLOAD_TOKEN;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.Forms;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** Clients whose bodies do not arrive as their headers say. */
class BrokenBodyTest {
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(
                folder.resolve("main"),
                Map.of("OW_TRANSFER_MAX_BYTES", "100000", "OW_TRANSFER_UPLOAD_IDLE_TIMEOUT_SECONDS", "500ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What a client does wrong with a body that it has only begun to send. */
    enum Fault {
        SHORT_AND_HALF_CLOSED(400),
        SHORT_AND_CLOSED(0),
        SHORT_AND_RESET(0),
        SHORT_AND_SILENT(408),
        CUT_IN_A_CHUNK(400),
        CUT_AFTER_A_CHUNK(400),
        CHUNK_AND_SILENT(408),
        NO_CHUNK_SIZE(400);

        private final int status;

        Fault(int status) {
            this.status = status;
        }

        boolean isChunked() {
            return ordinal() >= CUT_IN_A_CHUNK.ordinal();
        }

        String reason() {
            return status == 408 ? "timeout" : "client_disconnected";
        }

        String framing(int bytes) {
            return isChunked() ? CHUNKED : "Content-Length: " + (bytes + 100);
        }

        /** Sends the bytes that come, and does what is wrong. */
        void commit(RawConnection client, byte[] bytes) throws IOException {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            client.send(isChunked() ? Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n" : text);
            switch (this) {
                case SHORT_AND_HALF_CLOSED, CUT_AFTER_A_CHUNK -> client.halfClose();
                case CUT_IN_A_CHUNK -> client.send("ff\r\nabc").halfClose();
                case NO_CHUNK_SIZE -> client.send("zz\r\n");
                case SHORT_AND_CLOSED -> client.close();
                case SHORT_AND_RESET -> client.reset();
                case SHORT_AND_SILENT, CHUNK_AND_SILENT -> {
                    // Saying nothing is the fault.
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aBrokenUploadFailsItsJobAndLeavesNothing(Fault fault) throws Exception {
        String job = "job-broken-" + fault.ordinal();
        try (RawConnection client = upload(job, fault.framing(5))) {
            fault.commit(client, bytes("12345"));
            requireAnswer(client, fault);
        }
        await().until(() -> server.manager().callbacks(job).size() == 1);
        Callback callback = server.manager().callbacks(job).get(0);
        assertThat(callback.body().path("status").asText()).isEqualTo("error");
        assertThat(callback.body().path("reason").asText()).isEqualTo(fault.reason());
        await().until(() -> !Files.exists(server.workspace(job)));
        assertThat(server.transfer(server.token(job, Map.of()), "x.txt", bytes("12345"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aBrokenFormStoresNothing(Fault fault) throws Exception {
        String path = "broken/" + fault + ".bin";
        byte[] body = form(path).cutOff();
        try (RawConnection client = new RawConnection(server.port())) {
            client.head("POST /upload", "Content-Type: " + Forms.MULTIPART, fault.framing(body.length));
            fault.commit(client, body);
            requireAnswer(client, fault);
        }
        await().untilAsserted(() -> assertThat(staged()).isEmpty());
        assertThat(server.mainDir().resolve("resource").resolve(path)).doesNotExist();
    }

    @Test
    void bytesBeyondTheLengthOfAnUploadAreABadRequestOfTheirOwn() throws Exception {
        try (RawConnection client = upload("job-surplus-1", "Content-Length: 5")) {
            client.send("12345surplus\r\n\r\n");
            RawConnection.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("\"bytes\":5", "\"total\":5");
            requireBadRequestAndClose(client);
        }
        assertThat(server.move("job-surplus-1", "archive", "surplus.zip").body())
                .contains("\"unpacked_bytes\":5");
    }

    @Test
    void bytesBeyondTheLengthOfAFormAreABadRequestOfTheirOwn() throws Exception {
        byte[] body = form("surplus.bin").end();
        try (RawConnection client = new RawConnection(server.port())) {
            client.head("POST /upload", "Content-Type: " + Forms.MULTIPART, "Content-Length: " + body.length);
            client.send(body).send("surplus\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(201);
            requireBadRequestAndClose(client);
        }
        assertThat(server.mainDir().resolve("resource/surplus.bin")).hasContent("content");
    }

    @Test
    void aWholeBodyWhoseClientOnlyListensAfterwardsIsTaken() throws Exception {
        try (RawConnection client = upload("job-listen-1", CHUNKED)) {
            client.send("5\r\n12345\r\n0\r\n\r\n").halfClose();
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aRefusedClientThatIsStillSendingReadsItsAnswer() throws Exception {
        byte[] large = new byte[20 << 20];
        try (RawConnection client = upload("job-refused1", "Content-Length: " + large.length)) {
            client.send(large);
            assertThat(client.answer().body()).isEqualTo("File too large");
        }
    }

    private static void requireAnswer(RawConnection client, Fault fault) throws IOException {
        if (fault.status == 0) {
            return;
        }
        RawConnection.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(fault.status);
        assertThat(answer.body()).isEqualTo(fault.status == 408 ? "Upload timed out" : "Bad request");
    }

    private static void requireBadRequestAndClose(RawConnection client) throws IOException {
        RawConnection.Answer next = client.answer();
        assertThat(next.status()).isEqualTo(400);
        assertThat(next.body()).isEqualTo("Bad request");
        assertThat(client.rest()).isEmpty();
    }

    private static RawConnection upload(String job, String framing) throws IOException {
        return new RawConnection(server.port())
                .head("POST /transfer/upload?filename=x.txt&token=" + server.token(job, Map.of()), framing);
    }

    private static Forms form(String path) {
        return Forms.multipart()
                .field("token", UPLOAD_TOKEN)
                .field("type", "resource")
                .field("path", path)
                .file("file", "x.bin", bytes("content"));
    }

    private static List<Path> staged() throws IOException {
        try (var files = Files.list(server.mainDir().resolve(".staging"))) {
            return files.toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
