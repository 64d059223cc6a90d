/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** An operator ends a job, wherever it stands; to everybody else it has failed. */
class CancelTest extends AdminFixture {
    private static final String JOB = "job-cancel-1";
    private static final String OTHER = "job-cancel-2";

    @Test
    void uploadThatComesInEnds() throws Exception {
        try (TestServer server = server(Map.of());
                RawConnection client = half(server, JOB)) {
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> job(server, JOB).path("bytes").asInt() == 4);
            assertThat(job(server, JOB).path("file_name").asText()).isEqualTo("a.txt");

            cancel(server, JOB);

            assertThat(client.answer().status()).isEqualTo(500);
            assertCancelled(server, JOB, "interrupted", 4);
        }
    }

    @Test
    void watchersHearThatItFailed() throws Exception {
        try (TestServer server = server(Map.of());
                RawConnection client = half(server, JOB)) {
            AdminWatch page = AdminWatch.ofJob(server, JOB);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> job(server, JOB).path("bytes").asInt() == 4);

            cancel(server, JOB);

            await().atMost(60, TimeUnit.SECONDS).until(() -> page.closeCode != 0);
            assertThat(page.last().path("event").asText()).isEqualTo("error");
            assertThat(page.last().path("message").asText()).isEqualTo("upload failed");
            assertThat(page.last().path("detail").asText()).isEqualTo("cancelled by an operator");
            assertThat(client.answer().status()).isEqualTo(500);
        }
    }

    @Test
    void uploadInLineLosesItsPlaceAndTheOtherGoesOn() throws Exception {
        try (TestServer server = server(Map.of("OW_TRANSFER_UPLOAD_CONCURRENCY", "1"));
                RawConnection first = half(server, OTHER)) {
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> job(server, OTHER).path("bytes").asInt() == 4);
            CompletableFuture<HttpResponse<String>> second = upload(server, JOB, new byte[9]);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> job(server, JOB).path("queue").path("position").asInt() == 1);

            cancel(server, JOB);

            assertThat(second.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
            assertCancelled(server, JOB, "interrupted", 0);
            assertThat(first.send("rest").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void fetchUnderWayAndFetchInLineEnd() throws Exception {
        try (HeldOrigin origin = new HeldOrigin();
                TestServer server = server(Map.of("OW_TRANSFER_DOWNLOAD_CONCURRENCY", "1"))) {
            fetch(server, JOB, Map.of("download_url", origin.url("/a.zip")));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> job(server, JOB).path("bytes").asInt() == 4);
            fetch(server, OTHER, Map.of("download_url", origin.url("/b.zip")));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() ->
                            job(server, OTHER).path("queue").path("position").asInt() == 1);

            cancel(server, OTHER);
            assertCancelled(server, OTHER, "interrupted", 0);

            cancel(server, JOB);
            assertCancelled(server, JOB, "interrupted", 4);
        }
    }

    @Test
    void packingEndsAndSoDoesWhatWaitsForIt() throws Exception {
        byte[] large = text(40_000_000);
        try (TestServer server = server(Map.of("OW_TRANSFER_REPACK_CONCURRENCY", "1"))) {
            CompletableFuture<HttpResponse<String>> first = upload(server, JOB, large);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> job(server, JOB).path("stage").asText().matches("extracting|repacking"));
            CompletableFuture<HttpResponse<String>> second = upload(server, OTHER, new byte[9]);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() ->
                            job(server, OTHER).path("queue").path("position").asInt() == 1);

            cancel(server, OTHER);
            assertThat(second.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
            assertCancelled(server, OTHER, "interrupted", 9);

            cancel(server, JOB);
            assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
            assertCancelled(server, JOB, "interrupted", large.length);
        }
    }

    @Test
    void repackOnRequestEndsAndTheResultStays() throws Exception {
        byte[] large = text(60_000_000);
        try (TestServer server = server(Map.of())) {
            assertThat(upload(server, JOB, large).get(60, TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
            // The first look costs a bcrypt check, and the repack is soon over.
            assertThat(job(server, JOB).path("under_way").asBoolean()).isFalse();
            CompletableFuture<HttpResponse<String>> repack = CompletableFuture.supplyAsync(() -> {
                try {
                    Map<String, String> form = Map.of(
                            "job_id", JOB, "format", "zip", "compression_level", "9", "token", TestServer.MANAGE_TOKEN);
                    return server.form("POST", "/transfer/repack", form);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(60, TimeUnit.SECONDS)
                    .pollInterval(10, TimeUnit.MILLISECONDS)
                    .until(() -> job(server, JOB).path("under_way").asBoolean());

            cancel(server, JOB);

            assertThat(repack.get(60, TimeUnit.SECONDS).body()).isEqualTo("Repack failed");
            assertThat(server.move(JOB, "archive", "x.zip").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void cancelledJobCanBeStartedAgain() throws Exception {
        try (TestServer server = server(Map.of());
                RawConnection client = half(server, JOB)) {
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> job(server, JOB).path("bytes").asInt() == 4);
            cancel(server, JOB);
            assertThat(client.answer().status()).isEqualTo(500);

            assertThat(upload(server, JOB, new byte[9])
                            .get(60, TimeUnit.SECONDS)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsNotUnderWayCannotBeCancelled() throws Exception {
        try (TestServer server = server(Map.of())) {
            upload(server, JOB, new byte[9]).get(60, TimeUnit.SECONDS);

            HttpResponse<String> packed = post(server, "/admin/api/jobs/" + JOB + "/cancel");
            assertThat(packed.statusCode()).isEqualTo(409);
            assertThat(packed.body()).isEqualTo("Job is not under way");
            assertThat(post(server, "/admin/api/jobs/" + OTHER + "/cancel").statusCode())
                    .isEqualTo(404);
            assertThat(post(server, "/admin/api/jobs/a%2F..b/cancel").statusCode())
                    .isEqualTo(400);
        }
    }

    private static void cancel(TestServer server, String job) throws Exception {
        HttpResponse<String> answer = post(server, "/admin/api/jobs/" + job + "/cancel");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).path("status").asText()).isEqualTo("cancelling");
    }

    private static void assertCancelled(TestServer server, String job, String reason, long bytes) throws Exception {
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> server.manager().callbacks(job).size() == 1);
        JsonNode told = server.manager().callbacks(job).get(0).body();
        assertThat(told.path("status").asText()).isEqualTo("error");
        assertThat(told.path("reason").asText()).isEqualTo(reason);
        assertThat(told.path("detail").asText()).isEqualTo("cancelled by an operator");
        assertThat(told.path("bytes").asLong()).isEqualTo(bytes);
        JsonNode ended = ended(server, job);
        assertThat(ended.path("outcome").asText()).isEqualTo("failed");
        assertThat(ended.path("detail").asText()).isEqualTo("cancelled by an operator");
        await().atMost(60, TimeUnit.SECONDS).until(() -> !Files.exists(server.workspace(job)));
    }

    /** What takes long to pack. */
    private static byte[] text(int length) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong() & 0xffffffffL, 36)).append(" the same again ");
        }
        text.setLength(length);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
