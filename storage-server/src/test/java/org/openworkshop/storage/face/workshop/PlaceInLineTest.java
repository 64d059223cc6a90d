/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** Uploads beyond the limit wait in line; who waits is told its place. */
class PlaceInLineTest {
    @TempDir
    Path folder;

    @Test
    void uploadsWaitForAPlaceInTheOrderTheyCame() throws Exception {
        try (TestServer server = server("60", "10");
                RawConnection first = hold(server)) {
            CompletableFuture<HttpResponse<String>> second = upload(server, "job-place-02");
            RecordingSocket secondPage = page(server, "job-place-02");
            await().until(() -> place(secondPage).equals("1 of 1"));
            CompletableFuture<HttpResponse<String>> third = upload(server, "job-place-03");
            RecordingSocket thirdPage = page(server, "job-place-03");
            await().until(() -> place(thirdPage).equals("2 of 2"));
            assertThat(thirdPage.last().path("stage").asText()).isEqualTo("pending");
            await().until(() -> server.get("/healthz").body().contains("\"jobs_waiting\":2"));

            assertThat(first.send("rest").answer().status()).isEqualTo(200);
            assertThat(second.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(third.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            await().until(() -> thirdPage.closeCode != 0);
            assertThat(thirdPage.frames)
                    .filteredOn(frame -> !frame.path("stage").asText().equals("pending"))
                    .isNotEmpty()
                    .noneMatch(frame -> frame.has("queue"));
        }
    }

    @Test
    void uploadThatWaitsTooLongIsRefusedAndManagerHearsOfIt() throws Exception {
        try (TestServer server = server("300ms", "10");
                RawConnection first = hold(server)) {
            HttpResponse<String> refused = upload(server, "job-place-02").get(60, TimeUnit.SECONDS);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).isEqualTo("Storage busy");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(server.manager()
                            .callbacks("job-place-02")
                            .get(0)
                            .body()
                            .path("reason")
                            .asText())
                    .isEqualTo("busy");
            assertThat(first.send("rest").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void fullLineRefusesAtOnce() throws Exception {
        try (TestServer server = server("300s", "0");
                RawConnection first = hold(server)) {
            assertThat(upload(server, "job-place-02").get(60, TimeUnit.SECONDS).statusCode())
                    .isEqualTo(429);
            assertThat(first.send("rest").answer().status()).isEqualTo(200);
        }
    }

    private TestServer server(String wait, String queueSize) throws Exception {
        return new TestServer(
                folder.resolve("main"),
                Map.of(
                        "OW_TRANSFER_UPLOAD_CONCURRENCY",
                        "1",
                        "OW_TRANSFER_UPLOAD_QUEUE_WAIT_SECONDS",
                        wait,
                        "OW_TRANSFER_QUEUE_SIZE",
                        queueSize));
    }

    /** Takes the only place, with an upload whose last 4 bytes are not sent. */
    private static RawConnection hold(TestServer server) throws Exception {
        String token = server.token("job-place-01", Map.of());
        RawConnection connection = new RawConnection(server.port());
        connection
                .head("POST /transfer/upload?filename=a.txt&token=" + token, "Content-Length: 8")
                .send("some");
        RecordingSocket page = page(server, "job-place-01");
        await().until(() -> !page.frames.isEmpty() && page.last().path("bytes").asInt() == 4);
        return connection;
    }

    private static CompletableFuture<HttpResponse<String>> upload(TestServer server, String job) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.transfer(server.token(job, Map.of()), "x.txt", new byte[100]);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static RecordingSocket page(TestServer server, String job) throws Exception {
        return RecordingSocket.open(server, job, "?token=" + server.token(job, Map.of()));
    }

    private static String place(RecordingSocket page) {
        JsonNode queue = page.frames.isEmpty() ? null : page.last().get("queue");
        return queue == null ? "" : queue.path("position") + " of " + queue.path("length");
    }
}
