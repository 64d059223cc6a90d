/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;

/** What the figures say of jobs and of telling Manager. */
class JobMetricsTest {
    @TempDir
    Path mainDir;

    @Test
    void anUploadIsCountedAlongItsWholeWay() throws Exception {
        byte[] body = new byte[1_500_000];
        new Random(1).nextBytes(body);
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            Scrape before = Scrape.of(server);
            assertThat(before.value(finished("success", ""))).isZero();
            assertThat(before.value("storage_jobs{stage=\"packed\"}")).isZero();
            String token = server.token("job-figures-1", Map.of());
            assertThat(server.transfer(token, "x.bin", body).statusCode()).isEqualTo(200);
            Scrape after = Scrape.of(server);
            assertThat(after.value("storage_transfers_started_total{kind=\"archive\"}"))
                    .isEqualTo(1);
            assertThat(after.value(finished("success", ""))).isEqualTo(1);
            assertThat(after.value("storage_jobs{stage=\"packed\"}")).isEqualTo(1);
            assertThat(after.value("storage_job_stage_seconds_count{stage=\"uploading\"}"))
                    .isEqualTo(1);
            assertThat(after.value("storage_job_stage_seconds_count{stage=\"repacking\"}"))
                    .isEqualTo(1);
            assertThat(after.value("storage_job_stage_seconds_sum{stage=\"repacking\"}"))
                    .isPositive();
            assertThat(after.value("storage_queue_wait_seconds_count{queue=\"upload\"}"))
                    .isEqualTo(1);
            assertThat(after.value("storage_queue_wait_seconds_count{queue=\"pack\"}"))
                    .isEqualTo(1);
            assertThat(after.value("storage_packing_source_bytes_total{way=\"repacked\"}"))
                    .isEqualTo(body.length);
            // It cannot become smaller, and a ZIP has names around it.
            assertThat(after.value("storage_repack_ratio_bucket{le=\"1.0\"}")).isZero();
            assertThat(after.value("storage_repack_ratio_bucket{le=\"1.1\"}")).isEqualTo(1);
            assertThat(after.value("storage_repack_bytes_per_second_count")).isEqualTo(1);
            assertThat(after.value("storage_callback_attempts_total{outcome=\"delivered\"}"))
                    .isEqualTo(1);
            assertThat(server.move("job-figures-1", "resource", "x.zip").statusCode())
                    .isEqualTo(200);
            assertThat(Scrape.of(server).value("storage_moved_bytes_total"))
                    .isEqualTo(after.value("storage_packing_result_bytes_total{way=\"repacked\"}"));
        }
    }

    @Test
    void fetchedBytesAndAnOriginsRefusalAreCounted() throws Exception {
        byte[] body = "what the origin has".getBytes(StandardCharsets.UTF_8);
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            try (exchange) {
                boolean there = exchange.getRequestURI().getPath().equals("/there");
                exchange.sendResponseHeaders(there ? 200 : 418, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        origin.start();
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            String url = "http://127.0.0.1:" + origin.getAddress().getPort();
            fetch(server, "job-figures-2", url + "/there");
            fetch(server, "job-figures-3", url + "/gone");
            Scrape figures = Scrape.of(server);
            assertThat(figures.value("storage_received_bytes_total{route=\"fetch\"}"))
                    .isEqualTo(body.length);
            assertThat(figures.value("storage_job_stage_seconds_count{stage=\"downloading\"}"))
                    .isEqualTo(2);
            assertThat(figures.value(finished("success", ""))).isEqualTo(1);
            assertThat(figures.value(finished("error", "status"))).isEqualTo(1);
        } finally {
            origin.stop(0);
        }
    }

    @Test
    void whatManagerIsOwedAndTheAttemptsAreCounted() throws Exception {
        AtomicBoolean back = new AtomicBoolean();
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            server.manager().behave((callback, storage) -> back.get() ? 200 : 503);
            server.transfer(server.token("job-figures-4", Map.of()), "x.txt", new byte[] {1});
            await().untilAsserted(() -> {
                Scrape figures = Scrape.of(server);
                assertThat(figures.value("storage_callback_attempts_total{outcome=\"retry\"}"))
                        .isPositive();
                assertThat(figures.value("storage_callbacks_owed")).isEqualTo(1);
                assertThat(figures.value("storage_callbacks_oldest_owed_seconds"))
                        .isPositive();
            });
            back.set(true);
            await().untilAsserted(() -> {
                Scrape figures = Scrape.of(server);
                assertThat(figures.value("storage_callback_attempts_total{outcome=\"delivered\"}"))
                        .isEqualTo(1);
                assertThat(figures.value("storage_callbacks_owed")).isZero();
                assertThat(figures.value("storage_callbacks_oldest_owed_seconds"))
                        .isZero();
            });
        }
    }

    @Test
    void queuesTellHowManyWaitAndHowManyMay() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            try (exchange) {
                gate.await();
                exchange.sendResponseHeaders(404, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        origin.start();
        Map<String, String> settings = Map.of("OW_TRANSFER_DOWNLOAD_CONCURRENCY", "1", "OW_TRANSFER_QUEUE_SIZE", "1");
        try (TestServer server = new TestServer(mainDir, settings)) {
            Map<String, String> claims = Map.of(
                    "download_url", "http://127.0.0.1:" + origin.getAddress().getPort() + "/");
            for (String job : new String[] {"job-figures-5", "job-figures-6", "job-figures-7"}) {
                server.get("/transfer/start?token=" + server.token(job, claims));
            }
            await().untilAsserted(() -> {
                Scrape figures = Scrape.of(server);
                assertThat(figures.value("storage_queue_waiting{queue=\"fetch\"}"))
                        .isEqualTo(1);
                assertThat(figures.value("storage_queue_capacity{queue=\"fetch\"}"))
                        .isEqualTo(1);
                assertThat(figures.value("storage_queue_working{queue=\"fetch\"}"))
                        .isEqualTo(1);
                assertThat(figures.value("storage_queue_places{queue=\"fetch\"}"))
                        .isEqualTo(1);
                assertThat(figures.value(finished("error", "busy"))).isEqualTo(1);
            });
            gate.countDown();
            await().until(() -> Scrape.of(server).value("storage_queue_wait_seconds_count{queue=\"fetch\"}") == 2);
        } finally {
            gate.countDown();
            origin.stop(0);
        }
    }

    private static void fetch(TestServer server, String job, String url) throws Exception {
        server.get("/transfer/start?token=" + server.token(job, Map.of("download_url", url)));
        await().until(() -> !server.manager().callbacks(job).isEmpty());
    }

    private static String finished(String outcome, String reason) {
        return "storage_transfers_finished_total{kind=\"archive\",outcome=\"" + outcome + "\",reason=\"" + reason
                + "\"}";
    }
}
