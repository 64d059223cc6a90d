/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openworkshop.storage.server.TestServer;

/** A page's socket that keeps the frames it gets. */
final class AdminWatch implements WebSocket.Listener {
    final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    final List<Long> times = new CopyOnWriteArrayList<>();
    volatile int closeCode;
    WebSocket socket;
    private final StringBuilder text = new StringBuilder();

    /** Watches everything; fails with the handshake's failure. */
    static AdminWatch open(TestServer server, String... headers) throws Exception {
        return connect(server, "/admin/ws", headers);
    }

    static AdminWatch ofJob(TestServer server, String job) throws Exception {
        return connect(server, "/transfer/ws/" + job + "?token=" + server.token(job, Map.of()));
    }

    private static AdminWatch connect(TestServer server, String path, String... headers) throws Exception {
        AdminWatch client = new AdminWatch();
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        client.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), client)
                .get();
        return client;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                times.add(System.nanoTime());
                frames.add(AdminFixture.JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
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
}
