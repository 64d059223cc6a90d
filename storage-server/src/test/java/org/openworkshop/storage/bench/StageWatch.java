/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A job's watcher that waits for one stage. */
final class StageWatch implements AutoCloseable {
    private final CompletableFuture<String> reached = new CompletableFuture<>();
    private final WebSocket socket;

    /** Watches from when this returns. */
    StageWatch(int port, String job, String token, String stage) {
        URI target = URI.create("ws://127.0.0.1:" + port + "/transfer/ws/" + job + "?token=" + token);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(target, new Listener("\"" + stage + "\""))
                .join();
    }

    /** Completes when the stage was told, with what was told. */
    CompletableFuture<String> reached() {
        return reached;
    }

    private final class Listener implements WebSocket.Listener {
        private final String wanted;

        Listener(String wanted) {
            this.wanted = wanted;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            if (text.toString().contains(wanted)) {
                reached.complete(text.toString());
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            reached.completeExceptionally(error);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
