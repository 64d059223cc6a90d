/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** What tests of the admin interface have in common: a server whose admin token is known, and jobs that stand still. */
abstract class AdminFixture {
    static final String TOKEN = "an admin token";
    static final ObjectMapper JSON = new ObjectMapper();

    private static final String HASH = BCrypt.withDefaults().hashToString(4, TOKEN.toCharArray());

    @TempDir
    Path folder;

    TestServer server(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("OW_ADMIN_TOKEN_HASH", HASH));
        all.putAll(settings);
        return new TestServer(folder.resolve("main"), all);
    }

    static HttpResponse<String> get(TestServer server, String path, String... headers) throws Exception {
        return server.get(path, with(headers));
    }

    static HttpResponse<String> post(TestServer server, String path, String... headers) throws Exception {
        return server.send(server.request(path, with(headers)).POST(BodyPublishers.noBody()));
    }

    private static String[] with(String... headers) {
        return headers.length == 0 ? new String[] {"Authorization", "Bearer " + TOKEN} : headers;
    }

    static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    /** What the list says of a job; missing when it is not there. */
    static JsonNode job(TestServer server, String id) throws Exception {
        return in(json(get(server, "/admin/api/jobs")).path("jobs"), id);
    }

    static JsonNode ended(TestServer server, String id) throws Exception {
        return in(json(get(server, "/admin/api/jobs")).path("recent"), id);
    }

    private static JsonNode in(JsonNode list, String id) {
        for (JsonNode each : list) {
            if (each.path("job_id").asText().equals(id)) {
                return each;
            }
        }
        return JSON.missingNode();
    }

    static CompletableFuture<HttpResponse<String>> upload(TestServer server, String job, byte[] body) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.transfer(server.token(job, Map.of("pack_level", 9)), "x.bin", body);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** An upload of 8 bytes of which 4 are sent. */
    static RawConnection half(TestServer server, String job) throws Exception {
        String token = server.token(job, Map.of());
        RawConnection connection = new RawConnection(server.port());
        connection
                .head("POST /transfer/upload?filename=a.txt&token=" + token, "Content-Length: 8")
                .send("some");
        return connection;
    }

    /** An origin that sends 4 of 8 bytes and then waits. */
    static final class HeldOrigin implements AutoCloseable {
        private final CountDownLatch gate = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final HttpServer http;

        HeldOrigin() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(threads);
            http.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 8);
                exchange.getResponseBody().write(new byte[4]);
                exchange.getResponseBody().flush();
                try (exchange) {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            http.start();
        }

        String url(String path) {
            return "http://127.0.0.1:" + http.getAddress().getPort() + path;
        }

        @Override
        public void close() {
            gate.countDown();
            threads.shutdownNow();
            http.stop(0);
        }
    }

    static void fetch(TestServer server, String job, Map<String, String> claims) throws Exception {
        server.get("/transfer/start?token=" + server.token(job, claims));
    }
}
