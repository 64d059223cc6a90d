/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Pages that follow jobs over WebSockets. What one of them hears of a job's end must be what Manager hears. */
final class Watchers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();
    private final FaultSettings settings;
    private final Ledger ledger;

    Watchers(FaultSettings settings, Ledger ledger) {
        this.settings = settings;
        this.ledger = ledger;
    }

    /** Follows a job until its end or the server's; does not wait for the connection. */
    void watch(JobEntry job, String transferToken) {
        URI address = URI.create(
                "ws://127.0.0.1:" + settings.port() + "/transfer/ws/" + job.id() + "?token=" + transferToken);
        var unused = client.newWebSocketBuilder().buildAsync(address, new Page(job));
    }

    /** Leaves all pages. */
    @Override
    public void close() {
        open.forEach(WebSocket::abort);
        open.clear();
    }

    private final class Page implements WebSocket.Listener {
        private final JobEntry job;
        private final StringBuilder text = new StringBuilder();

        Page(JobEntry job) {
            this.job = job;
        }

        @Override
        public void onOpen(WebSocket socket) {
            open.add(socket);
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frame(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void frame(String frame) {
            try {
                JsonNode json = JSON.readTree(frame);
                String event = json.path("event").asText();
                if (event.equals("complete") || event.equals("error")) {
                    job.ended(event);
                }
            } catch (JacksonException e) {
                ledger.problem("frame", job.id() + ": " + frame);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            open.remove(socket);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            open.remove(socket);
        }
    }
}
