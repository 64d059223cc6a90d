/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The WebSocket (RFC 6455) that follows one job, and shows what it hears. */
final class ProgressSocket implements WebSocket.Listener, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int NORMAL_CLOSURE = 1000;
    private static final int MAX_FRAME_CHARS = 64 * 1024;

    private final ProgressDisplay display;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Optional<ProgressFrame>> end = new CompletableFuture<>();
    private @Nullable WebSocket socket;

    private ProgressSocket(ProgressDisplay display) {
        this.display = display;
    }

    /** Connects; the job need not be known yet. */
    static ProgressSocket open(HttpClient http, URI address, ProgressDisplay display)
            throws IOException, InterruptedException {
        ProgressSocket opened = new ProgressSocket(display);
        try {
            opened.socket = http.newWebSocketBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .buildAsync(address, opened)
                    .get();
            return opened;
        } catch (ExecutionException e) {
            throw new IOException("The WebSocket could not be opened", e.getCause());
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (text.length() > MAX_FRAME_CHARS) {
            end.completeExceptionally(new IOException("A WebSocket message is too long"));
            from.abort();
            return null;
        }
        if (last) {
            hear(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void hear(String message) {
        try {
            ProgressFrame frame = Answer.JSON.readValue(message, ProgressFrame.class);
            display.show(frame);
            if (frame.isLast()) {
                end.complete(Optional.of(frame));
            }
        } catch (JsonProcessingException e) {
            end.completeExceptionally(e);
        }
    }

    /** A job that was moved is gone, and its sockets with it: that is an end like any other. */
    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        if (status == NORMAL_CLOSURE) {
            end.complete(Optional.empty());
        } else {
            end.completeExceptionally(new IOException("The WebSocket was closed with " + status + " " + reason));
        }
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end.completeExceptionally(failure);
    }

    /**
     * Waits for the last frame; empty when the socket was closed in order without one.
     *
     * @throws IOException when the connection broke
     */
    Optional<ProgressFrame> awaitEnd() throws IOException, InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IOException("The WebSocket broke", e.getCause());
        }
    }

    /** As {@link #awaitEnd()}, and empty when the end does not come in that time. */
    Optional<ProgressFrame> awaitEnd(Duration longest) throws IOException, InterruptedException {
        try {
            return end.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IOException("The WebSocket broke", e.getCause());
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
        display.close();
    }
}
