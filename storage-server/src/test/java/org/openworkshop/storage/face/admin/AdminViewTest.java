/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.TestServer;

/** What operators are shown, and that it is not more than that. */
class AdminViewTest extends AdminFixture {
    private static final String JOB = "job-shown-01";

    @Test
    void statusTellsOfDiskQueuesDebtsAndVersions() throws Exception {
        try (TestServer server = server(Map.of())) {
            JsonNode status = json(get(server, "/admin/api/status"));
            assertThat(status.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "version", "java", "started_at", "native_engine", "disk", "jobs", "callbacks", "watchers");
            assertThat(status.path("java").asText()).isEqualTo(Runtime.version().toString());
            assertThat(status.path("disk").path("free_bytes").asLong()).isPositive();
            assertThat(status.path("disk").path("total_bytes").asLong()).isPositive();
            assertThat(status.path("disk").path("min_free_bytes").asLong()).isEqualTo(1);
            assertThat(status.path("jobs").path("under_way").asInt()).isZero();
            assertThat(status.path("callbacks").path("owed").asInt()).isZero();
            assertThat(Instant.parse(status.path("started_at").asText()))
                    .isBefore(Instant.now().plusSeconds(1));
        }
    }

    @Test
    void waitingJobIsShownWithAForeignNameAndNothingConfidential() throws Exception {
        String name = "<img src=x onerror=alert(1)>\u202e\n\u0000.zip" + "\ud83d\ude00".repeat(200);
        Map<String, String> settings = Map.of("OW_TRANSFER_DOWNLOAD_CONCURRENCY", "1");
        try (HeldOrigin origin = new HeldOrigin();
                TestServer server = server(settings)) {
            fetch(server, "job-first-01", Map.of("download_url", origin.url("/a.zip")));
            await().until(() -> job(server, "job-first-01").path("bytes").asInt() == 4);
            String url = origin.url("/secret-path/b.zip?signature=abc").replace("http://", "http://user:password@");
            fetch(
                    server,
                    JOB,
                    Map.of("download_url", url, "filename", name, "callback_context", "confidential context"));
            await().until(() -> job(server, JOB).path("queue").path("position").asInt() == 1);

            HttpResponse<String> all = get(server, "/admin/api/jobs");
            JsonNode job = job(server, JOB);
            assertThat(job.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "job_id",
                            "kind",
                            "source",
                            "host",
                            "file_name",
                            "stage",
                            "bytes",
                            "total",
                            "percent",
                            "bytes_per_second",
                            "eta_seconds",
                            "queue",
                            "started_at",
                            "under_way");
            assertThat(job.path("stage").asText()).isEqualTo("pending");
            assertThat(job.path("source").asText()).isEqualTo("fetch");
            assertThat(job.path("host").asText()).isEqualTo("127.0.0.1");
            assertThat(job.path("file_name").asText()).startsWith("<img src=x onerror=alert(1)>???.zip\ud83d\ude00");
            assertThat(job.path("file_name")
                            .asText()
                            .codePointCount(0, job.path("file_name").asText().length()))
                    .isEqualTo(200);
            assertThat(all.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(all.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(all.body()).doesNotContain("signature", "password", "secret-path", "confidential");
        }
    }

    @Test
    void endedJobsAreShownWithTheirOutcome() throws Exception {
        try (TestServer server = server(Map.of())) {
            upload(server, JOB, new byte[9]).get(60, TimeUnit.SECONDS);
            server.transfer(
                    server.token("job-failed-1", Map.of("transfer_kind", "img", "storage_type", "avatar")),
                    "x.png",
                    new byte[9]);

            JsonNode failed = ended(server, "job-failed-1");
            assertThat(failed.path("outcome").asText()).isEqualTo("failed");
            assertThat(failed.path("reason").asText()).isEqualTo("not_image");
            assertThat(failed.path("kind").asText()).isEqualTo("img");
            assertThat(failed.path("file_name").asText()).isEqualTo("x.png");
            assertThat(failed.path("bytes").asLong()).isEqualTo(9);
            assertThat(failed.path("packed_bytes").isNull()).isTrue();
            JsonNode packed = ended(server, JOB);
            assertThat(packed.path("outcome").asText()).isEqualTo("packed");
            assertThat(packed.path("reason").isNull()).isTrue();
            assertThat(packed.path("packed_bytes").asLong()).isPositive();
            assertThat(job(server, JOB).path("stage").asText()).isEqualTo("packed");
            assertThat(job(server, JOB).path("under_way").asBoolean()).isFalse();
            assertThat(job(server, "job-failed-1").isMissingNode()).isTrue();
        }
    }

    @Test
    void packedJobWaitsForItsMoveAfterARestartToo() throws Exception {
        JsonNode before;
        try (TestServer server = server(Map.of())) {
            upload(server, JOB, new byte[9]).get(60, TimeUnit.SECONDS);
            await().until(() -> server.manager().callbacks(JOB).size() == 1);
            before = job(server, JOB);
            assertThat(before.path("stage").asText()).isEqualTo("packed");
        }
        try (TestServer server = server(Map.of())) {
            JsonNode after = job(server, JOB);
            for (String field : List.of("kind", "source", "file_name", "stage", "bytes", "started_at", "under_way")) {
                assertThat(after.path(field)).as(field).isEqualTo(before.path(field));
            }
        }
    }

    @Test
    void callbackThatWasGivenUpIsListedAndSentAgain() throws Exception {
        try (TestServer server = server(Map.of())) {
            AtomicInteger status = new AtomicInteger(410);
            server.manager().behave((callback, storage) -> status.get());
            upload(server, JOB, new byte[9]).get(60, TimeUnit.SECONDS);
            await().until(() -> json(get(server, "/admin/api/status"))
                            .path("callbacks")
                            .path("given_up")
                            .asInt()
                    == 1);

            JsonNode listed = json(get(server, "/admin/api/callbacks"));
            assertThat(listed.path("callbacks_total").asInt()).isEqualTo(1);
            JsonNode owed = listed.path("callbacks").path(0);
            assertThat(owed.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "job_id",
                            "idempotency_key",
                            "state",
                            "status",
                            "reason",
                            "completed_at",
                            "attempts",
                            "next_attempt_at",
                            "last_error",
                            "given_up_at");
            assertThat(owed.path("job_id").asText()).isEqualTo(JOB);
            assertThat(owed.path("state").asText()).isEqualTo("given_up");
            assertThat(owed.path("status").asText()).isEqualTo("success");

            status.set(200);
            HttpResponse<String> retry = post(server, "/admin/api/callbacks/" + JOB + "/retry");
            assertThat(retry.statusCode()).isEqualTo(202);
            await().until(() -> server.manager().callbacks(JOB).size() == 2);
            await().until(() ->
                    json(get(server, "/admin/api/callbacks")).path("callbacks").isEmpty());
            assertThat(post(server, "/admin/api/callbacks/" + JOB + "/retry").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void owedCallbackIsListed() throws Exception {
        try (TestServer server = server(Map.of())) {
            server.manager().behave((callback, storage) -> 503);
            upload(server, JOB, new byte[9]).get(60, TimeUnit.SECONDS);

            JsonNode owed =
                    json(get(server, "/admin/api/callbacks")).path("callbacks").path(0);
            assertThat(owed.path("state").asText()).isEqualTo("owed");
            assertThat(owed.path("last_error").asText()).contains("503");
            assertThat(Instant.parse(owed.path("next_attempt_at").asText())).isNotNull();
        }
    }

    @Test
    void sweepRemovesWhatIsOldAtOnce() throws Exception {
        try (TestServer server = server(Map.of())) {
            Path abandoned = Files.createDirectories(server.workspace("abandoned-1"));
            Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(100_000)));

            HttpResponse<String> answer = post(server, "/admin/api/sweep");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer).path("status").asText()).isEqualTo("done");
            assertThat(json(answer).path("removed").asInt()).isEqualTo(1);
            assertThat(abandoned).doesNotExist();
        }
    }
}
