/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A Manager that takes completions, checks their signature and answers as the test wants. */
public final class FakeManager implements AutoCloseable {
    /** What arrived. */
    public record Callback(JsonNode body, DecodedJWT token, String path, String idempotencyKey, String traceparent) {}

    /** What the test does while Manager answers; returns the status. */
    public interface Behaviour {
        int answer(Callback callback, TestServer storage) throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Callback> callbacks = new CopyOnWriteArrayList<>();
    private final HttpServer http;
    private final String secret;
    private volatile Behaviour behaviour = (callback, storage) -> 200;
    private volatile TestServer storage;

    FakeManager(String secret) throws IOException {
        this.secret = secret;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    void storage(TestServer storage) {
        this.storage = storage;
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public void behave(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    public List<Callback> callbacks() {
        return callbacks;
    }

    /** The completions of one job. */
    public List<Callback> callbacks(String jobId) {
        return callbacks.stream()
                .filter(callback -> callback.body().path("job_id").asText().equals(jobId))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            DecodedJWT token = JWT.require(Algorithm.HMAC256(secret))
                    .withAudience("manager")
                    .withIssuer("storage")
                    .build()
                    .verify(authorization.substring("Bearer ".length()));
            Callback callback = new Callback(
                    body,
                    token,
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    exchange.getRequestHeaders().getFirst("traceparent"));
            callbacks.add(callback);
            int status = behaviour.answer(callback, storage);
            exchange.sendResponseHeaders(status, -1);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
