/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateHandlerTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void requestsWaitUntilTheHandlerIsMade() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Greeting greeting = new Greeting();
        start(new LateHandler(() -> {
            awaitUninterrupted(go);
            return greeting;
        }));

        CompletableFuture<HttpResponse<String>> answer = ask();
        assertThat(greeting.isStarted()).isFalse();
        assertThat(answer).isNotDone();
        go.countDown();

        assertThat(answer.get().body()).isEqualTo("hello");
    }

    @Test
    void madeHandlerIsStoppedWithTheServer() throws Exception {
        Greeting greeting = new Greeting();
        start(new LateHandler(() -> greeting));
        assertThat(ask().get().statusCode()).isEqualTo(200);

        server.stop();

        assertThat(greeting.isStopped()).isTrue();
    }

    @Test
    void requestsFailWhenTheHandlerCannotBeMade() throws Exception {
        LateHandler late = new LateHandler(() -> {
            throw new IllegalStateException("no parts");
        });
        start(late);

        assertThat(ask().get().statusCode()).isEqualTo(500);
        assertThatThrownBy(late::await).isInstanceOf(ExecutionException.class).hasMessageContaining("no parts");
    }

    private void start(Handler handler) throws Exception {
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler(new FramingErrorHandler());
        server.start();
    }

    private CompletableFuture<HttpResponse<String>> ask() {
        URI address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Greeting extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            org.eclipse.jetty.io.Content.Sink.write(response, true, "hello", callback);
            return true;
        }
    }
}
