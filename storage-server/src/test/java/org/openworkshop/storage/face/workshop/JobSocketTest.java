/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

class JobSocketTest {
    private static final ObjectMapper JSON = new ObjectMapper();

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
    void connectionBeforeTheJobIsKnownGetsASnapshotAndThenEveryStage() throws Exception {
        RecordingSocket client = connect("job-watch-01", server.token("job-watch-01", Map.of()));
        await().until(() -> client.frames.size() == 1);
        JsonNode snapshot = client.frames.get(0);
        assertThat(snapshot.path("event").asText()).isEqualTo("progress");
        assertThat(snapshot.path("status").asText()).isEqualTo("pending");
        assertThat(snapshot.path("bytes").asLong()).isZero();
        assertThat(snapshot.path("total").isNull()).isTrue();
        assertThat(snapshot.has("message")).isFalse();

        byte[] body = "text ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        server.transfer(server.token("job-watch-01", Map.of()), "x.txt", body);
        await().until(() -> client.closeCode == WebSocket.NORMAL_CLOSURE);
        assertThat(client.stages()).containsExactly("uploading", "uploaded", "extracting", "repacking");
        JsonNode last = client.last();
        assertThat(last.path("event").asText()).isEqualTo("complete");
        assertThat(last.path("stage").asText()).isEqualTo("packed");
        assertThat(last.path("bytes").asInt()).isEqualTo(body.length);
        assertThat(last.path("total").asInt()).isEqualTo(body.length);
        assertThat(client.frames.stream()
                        .filter(frame -> frame.path("stage").asText().equals("repacking"))
                        .map(frame -> frame.path("percent").asInt()))
                .isSorted()
                .contains(100);
    }

    @Test
    void failureSaysWhyAndCloses() throws Exception {
        RecordingSocket client = connect("job-watch-02", server.token("job-watch-02", Map.of()));
        server.transfer(server.token("job-watch-02", Map.of("max_bytes", 3)), "x.txt", new byte[10]);
        await().until(() -> client.closeCode == WebSocket.NORMAL_CLOSURE);
        assertThat(client.last().path("event").asText()).isEqualTo("error");
        assertThat(client.last().path("message").asText()).isEqualTo("file too large");
        assertThat(client.last().path("status").asText()).isEqualTo("error");
    }

    @Test
    void wrongTokensAreClosedWithPolicyViolation() throws Exception {
        assertThat(refused("job-watch-03", "?token=nonsense")).isEqualTo(1008);
        assertThat(refused("job-watch-03", "")).isEqualTo(1008);
        assertThat(refused("job-watch-03", "?token=" + server.token("job-watch-04", Map.of())))
                .isEqualTo(1008);
    }

    @Test
    void whatClientsSendIsIgnoredButHugeFramesCloseTheConnection() throws Exception {
        RecordingSocket client = connect("job-watch-05", server.token("job-watch-05", Map.of()));
        client.socket.sendText("hello", true).join();
        client.socket.sendText("x".repeat(70_000), true).join();
        await().until(() -> client.closeCode == 1009);
        assertThat(client.frames).hasSize(1);
    }

    @Test
    void pingsAreAnsweredAndAMessageInPiecesCountsAsOne() throws Exception {
        RecordingSocket client = connect("job-watch-07", server.token("job-watch-07", Map.of()));
        client.socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
        await().until(() -> client.pongs.equals(List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}))));
        client.socket.sendText("x".repeat(40_000), true).join();
        client.socket.sendText("x".repeat(40_000), false).join();
        client.socket.sendPing(ByteBuffer.allocate(0)).join();
        await().until(() -> client.pongs.size() == 2);
        client.socket.sendText("x".repeat(40_000), true).join();
        await().until(() -> client.closeCode == 1009);
    }

    @Test
    void onlyUpgradesAreTakenAndOnlyForASingleName() throws Exception {
        assertThat(server.get("/transfer/ws/job-watch-08").statusCode()).isEqualTo(404);
        assertThat(server.get("/transfer/ws/").statusCode()).isEqualTo(404);
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.head(
                    "GET /transfer/ws/job-watch-08/more",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13");
            assertThat(raw.answer().status()).isEqualTo(404);
        }
    }

    @Test
    void moveEndsTheSocketsOfItsJob() throws Exception {
        server.transfer(server.token("job-watch-06", Map.of()), "x.txt", new byte[10]);
        RecordingSocket client = connect("job-watch-06", server.token("job-watch-06", Map.of()));
        await().until(() -> client.frames.size() == 1);
        assertThat(client.frames.get(0).path("status").asText()).isEqualTo("packed");
        server.move("job-watch-06", "archive", "watched.zip");
        await().until(() -> client.closeCode == WebSocket.NORMAL_CLOSURE);
    }

    private static int refused(String job, String query) throws Exception {
        RecordingSocket client = RecordingSocket.open(server, job, query);
        await().until(() -> client.closeCode != 0);
        assertThat(client.frames).isEmpty();
        return client.closeCode;
    }

    private static RecordingSocket connect(String job, String token) throws Exception {
        return RecordingSocket.open(server, job, "?token=" + token);
    }
}
