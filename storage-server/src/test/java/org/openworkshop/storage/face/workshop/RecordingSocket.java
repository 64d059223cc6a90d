/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openworkshop.storage.server.TestServer;

/** A page's job socket that keeps the frames it gets. */
final class RecordingSocket implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    final List<ByteBuffer> pongs = new CopyOnWriteArrayList<>();
    volatile int closeCode;
    WebSocket socket;
    private final StringBuilder text = new StringBuilder();

    private RecordingSocket() {}

    /** @param query with the question mark */
    static RecordingSocket open(TestServer server, String job, String query) throws Exception {
        RecordingSocket client = new RecordingSocket();
        client.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/transfer/ws/" + job + query), client)
                .get();
        return client;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        pongs.add(ByteBuffer.allocate(message.remaining()).put(message).flip());
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode = statusCode;
        return null;
    }

    JsonNode last() {
        return frames.get(frames.size() - 1);
    }

    List<String> stages() {
        return frames.stream()
                .filter(frame -> frame.path("event").asText().equals("stage"))
                .map(frame -> frame.path("stage").asText())
                .toList();
    }
}
