/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.face.workshop.TransferFixture.bytes;
import static org.openworkshop.storage.face.workshop.TransferFixture.entries;
import static org.openworkshop.storage.face.workshop.TransferFixture.storedZip;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.TestServer;

/** What a start makes of the records that an earlier run, stopped at any point, left behind. */
class RestartTest extends RestartFixture {
    @Test
    void uploadUnderWayFailsAsInterrupted() throws Exception {
        workspace(JOB, "\"status\": \"uploading\", \"total_bytes\": 100, " + ORDER);
        file(JOB, ".incoming", bytes("half of it"));
        try (TestServer server = start()) {
            Callback callback = callback(server);
            assertThat(callback.idempotencyKey()).isEqualTo("attempt-7");
            JsonNode claims = callback.body();
            assertThat(claims.path("status").asText()).isEqualTo("error");
            assertThat(claims.path("reason").asText()).isEqualTo("interrupted");
            assertThat(claims.path("bytes").asLong()).isEqualTo("half of it".length());
            assertThat(claims.path("total").asLong()).isEqualTo(100);
            assertThat(claims.path("mode").asText()).isEqualTo("create");
            assertThat(claims.path("mod_id").asInt()).isEqualTo(5);
            assertThat(claims.path("update_only").asBoolean()).isTrue();
            assertThat(claims.path("callback_context").toString()).isEqualTo("{\"a\":[1,null]}");
            await().until(() -> !Files.exists(server.workspace(JOB)));
            HttpResponse<String> again = server.transfer(server.token(JOB, Map.of()), "x.txt", bytes("x"));
            assertThat(again.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void timeThatCannotBeKeepsNoJobFromEnding() throws Exception {
        workspace(JOB, "\"status\": \"uploading\", " + ORDER.replace("1700000000", Long.toString(Long.MAX_VALUE)));
        try (TestServer server = start()) {
            assertThat(callback(server).body().path("reason").asText()).isEqualTo("interrupted");
            HttpResponse<String> again = server.transfer(server.token(JOB, Map.of()), "x.txt", bytes("x"));
            assertThat(again.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uploaded", "extracting", "repacking"})
    void packingUnderWayBeginsAgainFromItsSource(String stage) throws Exception {
        workspace(
                JOB,
                "\"status\": \"" + stage + "\", \"download_path\": \"temp/" + JOB + "/mod.zip\","
                        + "\"downloaded_bytes\": 321, \"total_bytes\": 321, " + ORDER);
        file(JOB, "mod.zip", storedZip(Map.of("a.txt", "content".repeat(500))));
        file(JOB, ".packing-1", bytes("PK half a zip"));
        file(JOB, ".meta.json.1.tmp", bytes("{"));
        try (TestServer server = start()) {
            Callback callback = callback(server);
            assertThat(callback.body().path("status").asText()).isEqualTo("success");
            assertThat(callback.body().path("bytes").asInt()).isEqualTo(321);
            assertThat(callback.idempotencyKey()).isEqualTo("attempt-7");
            awaitResultAndRecord(server);
            assertThat(server.move(JOB, "archive", "m/1.zip").statusCode()).isEqualTo(200);
            assertThat(entries(server.download("/download/archive/m/1.zip").body()))
                    .containsEntry("a.txt", "content".repeat(500));
            assertThat(server.manager().callbacks(JOB)).hasSize(1);
        }
    }

    @Test
    void packedJobCanBeMovedAndItsOwedCallbackIsSentUnderItsKey() throws Exception {
        workspace(
                JOB,
                "\"status\": \"packed\", \"packed_path\": \"temp/" + JOB + "/packed.zip\", \"packed_bytes\": 3,"
                        + "\"callbacks\": [{\"idempotency_key\": \"attempt-7\", \"completed_at\": " + now()
                        + ", \"claims\": {\"job_id\": \"" + JOB + "\", \"status\": \"success\"}}], " + ORDER);
        file(JOB, "packed.zip", bytes("zip"));
        file(JOB, "source.7z", bytes("left by a crash between record and deletion"));
        try (TestServer server = start()) {
            Callback callback = callback(server);
            assertThat(callback.idempotencyKey()).isEqualTo("attempt-7");
            awaitResultAndRecord(server);
            assertThat(server.move(JOB, "archive", "m/1.zip").body()).contains("\"final_bytes\":3");
        }
    }

    @Test
    void recordOfThePythonServiceIsUnderstood() throws Exception {
        workspace(
                JOB,
                "\"job_id\": \"" + JOB + "\", \"mod_id\": 17, \"transfer_kind\": \"archive\","
                        + "\"status\": \"repacking\", \"created_at\": 1700000000.123, \"pack_format\": \"zip\","
                        + "\"pack_level\": 5, \"filename\": \"m.zip\", \"download_path\": \"temp/" + JOB + "/m.zip\","
                        + "\"downloaded_bytes\": 10, \"total_bytes\": 10");
        file(JOB, "m.zip", storedZip(Map.of("a.txt", "content".repeat(500))));
        Files.createDirectories(main().resolve("temp").resolve(JOB).resolve("extracted/deep"));
        workspace("job-python-2", "\"status\": \"packed\", \"packed_path\": \"temp/job-python-2/packed.zip\"");
        file("job-python-2", "packed.zip", bytes("zip"));
        try (TestServer server = start()) {
            JsonNode claims = callback(server).body();
            assertThat(claims.path("status").asText()).isEqualTo("success");
            assertThat(claims.path("mod_id").asInt()).isEqualTo(17);
            assertThat(claims.path("transfer_kind").asText()).isEqualTo("archive");
            awaitResultAndRecord(server);
            assertThat(server.move("job-python-2", "archive", "p.zip").statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"status\": \"pac", "[1, 2]", "\0\0\0\0\0\0"})
    void damagedRecordIsSetAsideAndNeverStopsTheStart(String text) throws Exception {
        file(JOB, "meta.json", bytes(text));
        file(JOB, "packed.zip", bytes("zip"));
        try (TestServer server = start()) {
            assertThat(server.move(JOB, "archive", "x.zip").body()).isEqualTo("Job not found");
            assertThat(names(server.workspace(JOB)))
                    .hasSize(2)
                    .contains("packed.zip")
                    .anyMatch(name -> name.startsWith("meta.json.damaged-"));
            String token = server.token(JOB, Map.of());
            assertThat(server.transfer(token, "x.txt", bytes("x")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void recordOfALaterVersionIsLeftAlone() throws Exception {
        workspace(JOB, "\"status\": \"packed\", \"format_version\": 2, \"callbacks\": \"of another form\"");
        file(JOB, "packed.zip", bytes("zip"));
        Files.setLastModifiedTime(
                main().resolve("temp").resolve(JOB).resolve("meta.json"),
                FileTime.from(Instant.now().minusSeconds(1_000_000)));
        try (TestServer server = start("OW_TRANSFER_CLEANUP_INTERVAL_SECONDS", "100ms")) {
            assertThat(server.move(JOB, "archive", "x.zip").statusCode()).isEqualTo(404);
            assertThat(server.transfer(server.token(JOB, Map.of()), "x.txt", bytes("x"))
                            .statusCode())
                    .isEqualTo(409);
            awaitResultAndRecord(server);
        }
    }

    @Test
    void sourceThatIsGoneFailsTheUpload() throws Exception {
        workspace(JOB, "\"status\": \"repacking\", \"download_path\": \"temp/" + JOB + "/mod.zip\", " + ORDER);
        try (TestServer server = start()) {
            assertThat(callback(server).body().path("reason").asText()).isEqualTo("interrupted");
        }
    }

    @Test
    void failedJobWithNothingOwedIsGone() throws Exception {
        workspace(JOB, "\"status\": \"error\", \"error_reason\": \"busy\", " + ORDER);
        try (TestServer server = start()) {
            assertThat(server.workspace(JOB)).doesNotExist();
        }
    }

    @Test
    void whatAJobOwedBeforeComesBeforeWhatItOwesNow() throws Exception {
        workspace(
                JOB,
                "\"status\": \"uploading\", \"callbacks\": [{\"idempotency_key\": \"attempt-6\", \"completed_at\": "
                        + now() + ", \"claims\": {\"job_id\": \"" + JOB + "\", \"status\": \"success\"}}], " + ORDER);
        try (TestServer server = start()) {
            await().until(() -> server.manager().callbacks(JOB).size() == 2);
            assertThat(server.manager().callbacks(JOB))
                    .extracting(Callback::idempotencyKey)
                    .containsExactly("attempt-6", "attempt-7");
        }
    }

    @Test
    void managerIsToldWhenItCanMoveTheResultWhileItAnswers() throws Exception {
        for (int i = 0; i < 20; i++) {
            String job = "job-early-" + i;
            workspace(job, "\"status\": \"uploaded\", \"download_path\": \"temp/" + job + "/a.txt\"");
            file(job, "a.txt", bytes("text " + i));
        }
        try (TestServer server = start()) {
            server.manager().behave((callback, storage) -> {
                String job = callback.body().path("job_id").asText();
                return server.move(job, "archive", job + ".zip").statusCode();
            });
            await().until(() -> server.manager().callbacks().size() >= 20
                    && server.get("/healthz").body().contains("\"callbacks_owed\":0"));
            for (int i = 0; i < 20; i++) {
                assertThat(server.download("/download/archive/job-early-" + i + ".zip")
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void fetchedFileThatGotItsNameBeforeTheCrashIsNotFetchedAgain() throws Exception {
        workspace(
                JOB,
                "\"status\": \"downloading\", \"download_url\": \"http://127.0.0.1:9/x.txt\","
                        + "\"download_path\": \"temp/" + JOB + "/x.txt\", \"downloaded_bytes\": 4, " + ORDER);
        file(JOB, "x.txt", bytes("text"));
        try (TestServer server = start()) {
            assertThat(callback(server).body().path("status").asText()).isEqualTo("success");
        }
    }

    @Test
    void sourceThatTakesTheServerWithItIsGivenUpInTheEnd() throws Exception {
        workspace(
                JOB,
                "\"status\": \"extracting\", \"pack_starts\": 10, \"download_path\": \"temp/" + JOB + "/x.txt\", "
                        + ORDER);
        file(JOB, "x.txt", bytes("text"));
        try (TestServer server = start()) {
            assertThat(callback(server).body().path("reason").asText()).isEqualTo("repack_failed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status\": \"packed\", \"packed_path\": \"archive/kept.zip\"",
                "\"status\": \"packed\", \"packed_path\": \"temp/job-other-01/packed.zip\"",
                "\"status\": \"packed\", \"packed_path\": \"temp/job-restart-1/../../archive/kept.zip\"",
                "\"status\": \"packed\", \"packed_path\": \"temp/job-restart-1/meta.json\"",
                "\"status\": \"packed\", \"packed_path\": \"temp/job-restart-1/link.zip\"",
                "\"status\": \"packed\", \"packed_path\": {\"a\": 1}",
                "\"status\": \"packed\", \"packed_path\": \"\\u0000\"",
                "\"status\": \"uploaded\", \"download_path\": \"archive/kept.zip\", \"callbacks\": {\"a\": 1}",
                "\"status\": \"uploaded\", \"download_path\": \"archive/kept.zip\", \"pack_level\": 1e300",
                "\"status\": \"downloading\", \"download_url\": \"file:///etc/passwd\"",
                "\"status\": \"downloading\", \"download_url\": 5, \"resume\": {\"bytes\": -1, \"validator\": \"\"}",
                "\"status\": \"uploading\", \"order\": [], \"total_bytes\": \"many\", \"attempt_id\": \"a b\"",
                "\"status\": 7, \"callbacks\": [5, null, {}, {\"idempotency_key\": \"\"}]"
            })
    void recordsThatLieAreNotObeyed(String values) throws Exception {
        Files.createDirectories(main().resolve("archive"));
        Files.writeString(main().resolve("archive/kept.zip"), "kept");
        file("job-other-01", "packed.zip", bytes("of another job"));
        workspace(JOB, values);
        Files.createSymbolicLink(
                main().resolve("temp").resolve(JOB).resolve("link.zip"), main().resolve("archive/kept.zip"));
        try (TestServer server = start()) {
            assertThat(server.move(JOB, "archive", "stolen.zip").statusCode()).isEqualTo(404);
            assertThat(main().resolve("archive/kept.zip")).hasContent("kept");
            assertThat(main().resolve("temp/job-other-01/packed.zip")).exists();
            assertThat(main().resolve("archive/stolen.zip")).doesNotExist();
            HttpResponse<String> again = server.transfer(server.token(JOB, Map.of()), "x.txt", bytes("x"));
            assertThat(again.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void linkedWorkspaceIsNoWorkspace() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("meta.json"), "{\"status\": \"error\"}");
        Files.createDirectories(main().resolve("temp"));
        Files.createSymbolicLink(main().resolve("temp").resolve(JOB), elsewhere);
        try (TestServer server = start()) {
            assertThat(server.move(JOB, "archive", "x.zip").statusCode()).isEqualTo(404);
            assertThat(elsewhere.resolve("meta.json")).exists();
        }
    }

    @Test
    void stagingIsEmptiedAndStrangersStayUntilTheyAreOld() throws Exception {
        Files.createDirectories(main().resolve(".staging"));
        Files.writeString(main().resolve(".staging/17"), "half an upload");
        Files.createDirectories(main().resolve("temp/not a job"));
        Files.createDirectories(main().resolve("temp/no-record-1"));
        try (TestServer server = start()) {
            assertThat(names(server.mainDir().resolve(".staging"))).isEmpty();
            assertThat(names(server.mainDir().resolve("temp"))).containsExactlyInAnyOrder("not a job", "no-record-1");
        }
    }

    @Test
    void manyJobsUnderWayAreAllEnded() throws Exception {
        for (int i = 0; i < 300; i++) {
            String job = "job-many-" + i;
            workspace(job, "\"status\": \"uploaded\", \"download_path\": \"temp/" + job + "/a.txt\"");
            file(job, "a.txt", bytes("text " + i));
            workspace("job-broken-" + i, "\"status\": \"uploading\"");
        }
        try (TestServer server = start("OW_TRANSFER_QUEUE_SIZE", "2")) {
            await().until(() -> server.manager().callbacks().size() == 600);
            long succeeded = server.manager().callbacks().stream()
                    .filter(callback -> callback.body().path("status").asText().equals("success"))
                    .count();
            assertThat(succeeded).isEqualTo(300);
        }
    }
}
