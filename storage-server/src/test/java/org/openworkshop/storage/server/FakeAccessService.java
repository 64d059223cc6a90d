/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An access service that answers every check with one status and body. */
public final class FakeAccessService implements AutoCloseable {
    /** What arrived. */
    public record Check(String method, String path, String body, List<String> cookies, String traceparent) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Check> checks = new CopyOnWriteArrayList<>();
    private final HttpServer http;
    private volatile int status = 200;
    private volatile String body = "{\"download\": {\"value\": true, \"reason\": \"\", \"reason_code\": \"\"}}";

    FakeAccessService() throws IOException {
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public void answer(int status, String body) {
        this.status = status;
        this.body = body;
    }

    public List<Check> checks() {
        return checks;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            List<String> cookies = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
            checks.add(new Check(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    sent,
                    cookies,
                    exchange.getRequestHeaders().getFirst("traceparent")));
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
