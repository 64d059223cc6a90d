/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;

/** What happens when there is more to do than is done at once, and when jobs grow old. */
class QueueTest {
    @TempDir
    Path folder;

    @Test
    void fetchesWaitInLineAndAFullLineFailsTheNext() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.setExecutor(threads);
        origin.createContext("/", exchange -> {
            try (exchange) {
                gate.await();
                byte[] body = "file".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        origin.start();
        Map<String, String> settings = Map.of("OW_TRANSFER_DOWNLOAD_CONCURRENCY", "1", "OW_TRANSFER_QUEUE_SIZE", "1");
        try (TestServer server = new TestServer(folder.resolve("main"), settings)) {
            Map<String, String> claims = Map.of(
                    "download_url", "http://127.0.0.1:" + origin.getAddress().getPort() + "/x.txt");
            start(server, "job-queue-1", claims);
            await().until(() -> status(server, "job-queue-1").equals("downloading"));
            start(server, "job-queue-2", claims);
            assertThat(status(server, "job-queue-2")).isEqualTo("pending");
            start(server, "job-queue-3", claims);
            await().until(() -> !server.manager().callbacks("job-queue-3").isEmpty());
            assertThat(server.manager()
                            .callbacks("job-queue-3")
                            .get(0)
                            .body()
                            .path("reason")
                            .asText())
                    .isEqualTo("busy");
            assertThat(start(server, "job-queue-1", claims)).contains("\"status\":\"downloading\"");
            assertThat(server.move("job-queue-1", "archive", "x.zip").body()).isEqualTo("Packed file not found");
            assertThat(repack(server, "job-queue-1").headers().firstValue("Retry-After"))
                    .isPresent();
            gate.countDown();
            await().until(() -> server.manager().callbacks("job-queue-1").size() == 1
                    && server.manager().callbacks("job-queue-2").size() == 1);
        } finally {
            origin.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void oldJobsAndAbandonedWorkspacesGo() throws Exception {
        Map<String, String> settings =
                Map.of("OW_TRANSFER_JOB_TTL_SECONDS", "1", "OW_TRANSFER_CLEANUP_INTERVAL_SECONDS", "1");
        try (TestServer server = new TestServer(folder.resolve("main"), settings)) {
            Path abandoned = Files.createDirectories(server.workspace("abandoned-1"));
            Path strayFile = Files.writeString(server.mainDir().resolve("temp/stray"), "x");
            Path owing = Files.createDirectories(server.workspace("job-owing-01"));
            Files.writeString(
                    owing.resolve("meta.json"),
                    "{\"status\":\"packed\",\"callbacks\":[{\"idempotency_key\":\"k\",\"claims\":{}}]}");
            server.transfer(server.token("job-old-0001", Map.of()), "x.txt", new byte[10]);
            assertThat(server.workspace("job-old-0001")).exists();
            await().until(() -> !Files.exists(server.workspace("job-old-0001"))
                    && !Files.exists(abandoned)
                    && !Files.exists(strayFile));
            assertThat(owing).exists();
            assertThat(server.move("job-old-0001", "archive", "x.zip").body()).isEqualTo("Job not found");
        }
    }

    @Test
    void moveIsRememberedForAsLongAsItsCompletionIsOwed() throws Exception {
        Map<String, String> settings =
                Map.of("OW_TRANSFER_JOB_TTL_SECONDS", "1", "OW_TRANSFER_CLEANUP_INTERVAL_SECONDS", "100ms");
        try (TestServer server = new TestServer(folder.resolve("main"), settings)) {
            server.manager().behave((callback, storage) -> {
                String job = callback.body().path("job_id").asText();
                int moved = storage.move(job, "archive", job + ".zip").statusCode();
                // This Manager moves, and then cannot note that it did.
                return job.equals("job-owing-02") ? 500 : moved;
            });
            server.transfer(server.token("job-owing-02", Map.of()), "x.txt", new byte[10]);
            server.transfer(server.token("job-told-002", Map.of()), "x.txt", new byte[10]);
            Path told = server.mainDir().resolve(".moved/job-told-002.json");
            await().until(() -> !Files.exists(told));
            assertThat(server.move("job-owing-02", "archive", "job-owing-02.zip")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String start(TestServer server, String job, Map<String, String> claims) throws Exception {
        return server.get("/transfer/start?token=" + server.token(job, claims)).body();
    }

    private static HttpResponse<String> repack(TestServer server, String job) throws Exception {
        HttpResponse<String> answer = server.form(
                "POST", "/transfer/repack", Map.of("job_id", job, "format", "zip", "token", TestServer.MANAGE_TOKEN));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("Storage busy");
        return answer;
    }

    private static String status(TestServer server, String job) throws Exception {
        String record = Files.readString(server.workspace(job).resolve("meta.json"));
        return record.replaceAll("(?s).*\"status\" : \"([a-z]+)\".*", "$1");
    }
}
