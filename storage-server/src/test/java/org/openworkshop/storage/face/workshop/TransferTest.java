/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.server.TestServer.MANAGE_TOKEN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.TestServer;

class TransferTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of("OW_TRANSFER_MAX_BYTES", "1000000"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void uploadIsPackedReportedAndMoved() throws Exception {
        byte[] zip = storedZip(Map.of("a.txt", "hello ".repeat(1000)));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("mod_id", 7);
        claims.put("keep_condition", true);
        claims.put("callback_action", "publish");
        claims.put("callback_context", Map.of("deep", List.of(1, "two")));
        HttpResponse<String> answer = server.transfer(server.token("job-upload-1", claims), "My%20Mod.zip", zip);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("job_id").asText()).isEqualTo("job-upload-1");
        assertThat(body.path("bytes").asInt()).isEqualTo(zip.length);
        assertThat(body.path("total").asInt()).isEqualTo(zip.length);

        Callback callback = onlyCallback("job-upload-1");
        assertThat(callback.path()).isEqualTo("/internal/storage/transfer-completions");
        assertThat(callback.body().path("status").asText()).isEqualTo("success");
        assertThat(callback.body().path("mod_id").asInt()).isEqualTo(7);
        assertThat(callback.body().path("update_only").asBoolean()).isTrue();
        assertThat(callback.body().path("callback_context").path("deep").path(1).asText())
                .isEqualTo("two");
        assertThat(callback.body().path("packed_format").asText()).isEqualTo("zip");
        assertThat(callback.body().path("unpacked_bytes").asInt()).isEqualTo(6000);
        assertThat(callback.body().has("aud")).isFalse();
        assertThat(callback.token().getClaim("status").asString()).isEqualTo("success");

        JsonNode record = record("job-upload-1");
        assertThat(record.path("status").asText()).isEqualTo("packed");
        assertThat(record.path("filename").asText()).isEqualTo("My_Mod.zip");
        assertThat(record.path("packed_path").asText()).isEqualTo("temp/job-upload-1/packed.zip");
        assertThat(record.path("packed_bytes").asLong()).isLessThan(zip.length);
        assertThat(record.path("sha256").asText())
                .isEqualTo(callback.body().path("sha256").asText())
                .hasSize(64);
        assertThat(server.workspace("job-upload-1").toFile().list())
                .containsExactlyInAnyOrder("meta.json", "packed.zip");

        HttpResponse<String> moved = server.move("job-upload-1", "archive", "mods/7/main.zip");
        assertThat(moved.statusCode()).isEqualTo(200);
        JsonNode result = JSON.readTree(moved.body());
        assertThat(result.path("final_path").asText()).isEqualTo("archive/mods/7/main.zip");
        assertThat(result.path("unpacked_bytes").asInt()).isEqualTo(6000);
        assertThat(server.workspace("job-upload-1")).doesNotExist();
        assertThat(server.move("job-upload-1", "archive", "mods/7/main.zip").body())
                .isEqualTo(moved.body());
        assertThat(server.move("job-upload-1", "archive", "mods/8/main.zip").body())
                .isEqualTo("Job not found");

        byte[] downloaded = server.download("/download/archive/mods/7/main.zip").body();
        assertThat(entries(downloaded)).containsExactly(Map.entry("a.txt", "hello ".repeat(1000)));
        assertThat(downloaded.length).isEqualTo(result.path("final_bytes").asInt());
    }

    @Test
    void managerMovesWhileItAnswersTheCallback() throws Exception {
        server.manager().behave((callback, storage) -> {
            String job = callback.body().path("job_id").asText();
            return storage.move(job, "archive", "mods/9/x.zip").statusCode();
        });
        HttpResponse<String> answer =
                server.transfer(server.token("job-inside-1", Map.of()), "x.txt", bytes("plain text"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(server.workspace("job-inside-1")).doesNotExist();
        assertThat(entries(Files.readAllBytes(server.mainDir().resolve("archive/mods/9/x.zip"))))
                .containsExactly(Map.entry("x.txt", "plain text"));
    }

    @Test
    void failingManagerDoesNotFailTheUploadAndIsToldAgain() throws Exception {
        server.manager()
                .behave((callback, storage) -> storage.manager().callbacks().size() == 1 ? 500 : 200);
        HttpResponse<String> answer = server.transfer(server.token("job-retry-01", Map.of()), "x.txt", bytes("x"));
        assertThat(answer.statusCode()).isEqualTo(200);
        await().until(() -> server.manager().callbacks("job-retry-01").size() == 2);
        List<Callback> callbacks = server.manager().callbacks("job-retry-01");
        assertThat(callbacks.get(1).idempotencyKey())
                .isEqualTo(callbacks.get(0).idempotencyKey())
                .isNotNull();
        assertThat(callbacks.get(1).body()).isEqualTo(callbacks.get(0).body());
    }

    @Test
    void laterUploadReplacesTheEarlierResultWhole() throws Exception {
        String token = server.token("job-again-01", Map.of());
        server.transfer(token, "one.txt", bytes("first"));
        server.transfer(token, "two.txt", bytes("second"));
        server.move("job-again-01", "archive", "again.zip");
        assertThat(entries(Files.readAllBytes(server.mainDir().resolve("archive/again.zip"))))
                .containsExactly(Map.entry("two.txt", "second"));
    }

    @Test
    void sizeHintIsTheTotalWhenTheLengthIsUnknown() throws Exception {
        HttpResponse<String> answer = server.send(server.request(
                        "/transfer/upload?size=100&filename=x.txt",
                        "Authorization",
                        "Bearer " + server.token("job-hint-001", Map.of()))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes("12345")))));
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("bytes").asInt()).isEqualTo(5);
        assertThat(body.path("total").asInt()).isEqualTo(100);
    }

    @Test
    void tokenIsCheckedFirst() throws Exception {
        assertThat(server.transfer("", "x", bytes("x")).body()).isEqualTo("Token not found");
        assertThat(server.transfer("nonsense", "x", bytes("x")).body()).isEqualTo("Access denied");
        String token = server.token("job-other-01", Map.of());
        HttpResponse<String> other = server.transfer(token + "&job_id=job-other-02", "x", bytes("x"));
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(server.transfer(server.token("short", Map.of()), "x", bytes("x"))
                        .body())
                .isEqualTo("Invalid job id");
    }

    @Test
    void wrongKindsAreRefused() throws Exception {
        assertThat(upload(Map.of("transfer_kind", "film"))).isEqualTo("Unsupported transfer kind");
        assertThat(upload(Map.of("transfer_kind", "img"))).isEqualTo("Invalid storage type");
        assertThat(upload(Map.of("transfer_kind", "img", "storage_type", "archive")))
                .isEqualTo("Invalid storage type");
        assertThat(upload(Map.of("transfer_kind", "img", "storage_type", "avatar", "file_kind", "bin")))
                .isEqualTo("Invalid file kind");
        assertThat(upload(Map.of("transfer_kind", "img", "storage_type", "avatar")))
                .isEqualTo("Image expected");
        assertThat(upload(Map.of("pack_format", "rar"))).isEqualTo("Unsupported format");
    }

    @Test
    void imageIsConverted() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        javax.imageio.ImageIO.write(
                new java.awt.image.BufferedImage(8, 8, java.awt.image.BufferedImage.TYPE_INT_ARGB), "png", png);
        Map<String, Object> claims = Map.of("transfer_kind", "img", "storage_type", "resource");
        assertThat(server.transfer(server.token("job-image-01", claims), "a.png", png.toByteArray())
                        .statusCode())
                .isEqualTo(200);
        Callback callback = onlyCallback("job-image-01");
        assertThat(callback.body().path("packed_format").asText()).isEqualTo("webp");
        assertThat(callback.body().has("unpacked_bytes")).isFalse();
        assertThat(server.workspace("job-image-01").toFile().list())
                .containsExactlyInAnyOrder("meta.json", "packed.webp");
    }

    @Test
    void tooLargeUploadFailsBeforeItIsRead() throws Exception {
        HttpResponse<String> answer =
                server.transfer(server.token("job-large-01", Map.of("max_bytes", 10)), "x", new byte[11]);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("File too large");
        assertThat(onlyCallback("job-large-01").body().path("reason").asText()).isEqualTo("size_limit");
        await().until(() -> !Files.exists(server.workspace("job-large-01")));
    }

    @Test
    void tooLargeChunkedUploadFailsWhileItFlows() throws Exception {
        String token = server.token("job-large-02", Map.of("max_bytes", 1000));
        HttpResponse<String> answer = server.send(server.request("/transfer/upload?token=" + token)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[200_000]))));
        assertThat(answer.body()).isEqualTo("File too large");
        assertThat(onlyCallback("job-large-02").body().path("status").asText()).isEqualTo("error");
    }

    @Test
    void tokenLiftsTheLimitButNotTheOperatorsHardOne() throws Exception {
        byte[] big = new byte[1_100_000];
        assertThat(server.transfer(server.token("job-lift-001", Map.of()), "x.bin", big)
                        .statusCode())
                .isEqualTo(413);
        assertThat(server.transfer(server.token("job-lift-002", Map.of("max_bytes", 0)), "x.bin", big)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void failedJobTellsManagerAndLeavesNothing() throws Exception {
        byte[] broken = "7z\u00bc\u00af\u0027\u001cgarbage".getBytes(StandardCharsets.ISO_8859_1);
        HttpResponse<String> answer = server.transfer(server.token("job-broken-1", Map.of()), "x.7z", broken);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("Repack failed");
        Callback callback = onlyCallback("job-broken-1");
        assertThat(callback.body().path("status").asText()).isEqualTo("error");
        assertThat(callback.body().path("reason").asText()).isEqualTo("repack_failed");
        await().until(() -> !Files.exists(server.workspace("job-broken-1")));
        assertThat(server.move("job-broken-1", "archive", "x.zip").body()).isEqualTo("Packed file not found");
    }

    @Test
    void urlIsFetchedPackedAndReported() throws Exception {
        byte[] zip = storedZip(Map.of("b.txt", "world ".repeat(2000)));
        try (MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder()
                    .code(200)
                    .body(new Buffer().write(zip))
                    .build());
            origin.start();
            String url = "http://127.0.0.1:" + origin.getPort() + "/files/mod.zip";
            String token = server.token("job-fetch-01", Map.of("download_url", url));
            HttpResponse<String> answer = server.get("/transfer/start?token=" + token);
            assertThat(JSON.readTree(answer.body()))
                    .isEqualTo(JSON.readTree("{\"job_id\":\"job-fetch-01\",\"status\":\"started\","
                            + "\"ws_url\":\"/transfer/ws/job-fetch-01\"}"));
            await().until(() -> !server.manager().callbacks("job-fetch-01").isEmpty());
        }
        Callback callback = onlyCallback("job-fetch-01");
        assertThat(callback.body().path("status").asText()).isEqualTo("success");
        assertThat(callback.body().path("bytes").asInt()).isEqualTo(zip.length);
        assertThat(record("job-fetch-01").path("filename").asText()).isEqualTo("mod.zip");
        HttpResponse<String> again = server.get(
                "/transfer/start?token=" + server.token("job-fetch-01", Map.of("download_url", "http://127.0.0.1:1/")));
        assertThat(JSON.readTree(again.body()).path("status").asText()).isEqualTo("packed");
    }

    @Test
    void failedFetchReportsTheOriginsStatusAndCanBeStartedAfresh() throws Exception {
        try (MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder().code(404).build());
            origin.enqueue(new MockResponse.Builder().code(200).body("now here").build());
            origin.start();
            String token = server.token(
                    "job-fetch-02", Map.of("download_url", "http://127.0.0.1:" + origin.getPort() + "/x.txt"));
            server.form("POST", "/transfer/start", Map.of("token", token));
            await().until(() -> server.manager().callbacks("job-fetch-02").size() == 1);
            assertThat(onlyCallback("job-fetch-02").body().path("reason").asText())
                    .isEqualTo("status:404");
            HttpResponse<String> again = server.get("/transfer/start?token=" + token);
            assertThat(JSON.readTree(again.body()).path("status").asText()).isEqualTo("started");
            await().until(() -> server.manager().callbacks("job-fetch-02").size() == 2);
        }
        assertThat(server.manager()
                        .callbacks("job-fetch-02")
                        .get(1)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("success");
    }

    @Test
    void wrongStartsAreRefused() throws Exception {
        assertThat(server.get("/transfer/start").body()).isEqualTo("Token not found");
        assertThat(server.get("/transfer/start?token=x").body()).isEqualTo("Access denied");
        assertThat(start(Map.of())).isEqualTo("Download URL missing");
        assertThat(start(Map.of("download_url", "ftp://example.org/x"))).isEqualTo("Invalid download URL");
        assertThat(start(Map.of("download_url", "http://"))).isEqualTo("Invalid download URL");
        assertThat(start(Map.of("download_url", "http://example.org/x", "pack_format", "7z")))
                .isEqualTo("Unsupported format");
    }

    @Test
    void resultIsRepackedAtAnotherLevel() throws Exception {
        String text = "repack me ".repeat(5000);
        server.transfer(server.token("job-level-01", Map.of("pack_level", 1)), "x.txt", bytes(text));
        HttpResponse<String> answer = repack("job-level-01", "zip", "9");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("unpacked_bytes").asInt()).isEqualTo(text.length());
        assertThat(Files.size(server.mainDir().resolve(body.path("packed_path").asText())))
                .isEqualTo(body.path("packed_bytes").asLong());
        assertThat(repack("job-level-01", "rar", "9").body()).isEqualTo("Unsupported format");
        assertThat(repack("job-unknown1", "zip", "9").body()).isEqualTo("Job not found");
        assertThat(repack("x", "zip", "9").body()).isEqualTo("Invalid job id");
        Files.delete(server.mainDir().resolve(body.path("packed_path").asText()));
        assertThat(repack("job-level-01", "zip", "9").body()).isEqualTo("Source file not found");
        assertThat(server.move("job-level-01", "archive", "x.zip").body()).isEqualTo("Packed file not found");
    }

    @Test
    void wrongMovesAreRefused() throws Exception {
        server.transfer(server.token("job-moves-01", Map.of()), "x.txt", bytes("x"));
        assertThat(server.move("job-moves-01", "nonsense", "x").body()).isEqualTo("Invalid type");
        assertThat(server.move("job-unknown1", "archive", "x").body()).isEqualTo("Job not found");
        for (String path : List.of(".", "../x", "/x", "a//b", "a\\b")) {
            HttpResponse<String> answer = server.move("job-moves-01", "archive", path);
            assertThat(answer.statusCode()).isEqualTo(423);
            assertThat(answer.body()).isEqualTo("Access denied");
        }
        HttpResponse<String> denied = server.form(
                "POST",
                "/transfer/move",
                Map.of("job_id", "job-moves-01", "type", "archive", "path", "x", "token", "no"));
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(server.move("job-moves-01", "archive", "ok.zip").statusCode())
                .isEqualTo(200);
    }

    @Test
    void recordThatLeadsOutOfItsWorkspaceIsNotObeyed() throws Exception {
        Path victim = Files.writeString(server.mainDir().resolve("archive/victim.zip"), "precious");
        Path workspace = Files.createDirectories(server.workspace("job-hostile1"));
        for (String path : List.of("archive/victim.zip", "temp/job-hostile1/../../archive/victim.zip", "meta.json")) {
            Files.writeString(
                    workspace.resolve("meta.json"),
                    JSON.writeValueAsString(Map.of("job_id", "job-hostile1", "status", "packed", "packed_path", path)));
            assertThat(server.move("job-hostile1", "archive", "stolen.zip").statusCode())
                    .isEqualTo(404);
        }
        assertThat(victim).hasContent("precious");
    }

    @Test
    void refusedUploadLeavesAnEarlierResultAsItWas() throws Exception {
        server.transfer(server.token("job-keeps-01", Map.of()), "x.txt", bytes("kept"));
        assertThat(server.transfer(server.token("job-keeps-01", Map.of("max_bytes", 2)), "x.txt", bytes("long"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(server.manager().callbacks("job-keeps-01")).hasSize(2);
        assertThat(server.move("job-keeps-01", "archive", "kept.zip").statusCode())
                .isEqualTo(200);
        assertThat(entries(Files.readAllBytes(server.mainDir().resolve("archive/kept.zip"))))
                .containsExactly(Map.entry("x.txt", "kept"));
    }

    @Test
    void owedCompletionsStandInTheRecordUntilManagerHasThem() throws Exception {
        server.manager().behave((callback, storage) -> 503);
        server.transfer(server.token("job-owes-001", Map.of()), "x.txt", bytes("x"));
        JsonNode owed = record("job-owes-001").path("callbacks");
        assertThat(owed).hasSize(1);
        assertThat(owed.path(0).path("claims").path("status").asText()).isEqualTo("success");
        server.manager().behave((callback, storage) -> 200);
        await().until(() -> !record("job-owes-001").has("callbacks"));
    }

    @Test
    void acceptHeaderChoosesOnlyTheFormatOfErrors() throws Exception {
        HttpResponse<String> answer = server.send(server.request(
                        "/transfer/upload?token=" + server.token("job-accept-1", Map.of()), "Accept", "text/plain")
                .POST(BodyPublishers.ofString("x")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        HttpResponse<String> refused = server.send(server.request("/transfer/start", "Accept", "application/json"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void headStartsNothing() throws Exception {
        String token = server.token("job-head-001", Map.of("download_url", "http://127.0.0.1:1/x"));
        HttpResponse<String> answer =
                server.send(server.request("/transfer/start?token=" + token).method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(server.workspace("job-head-001")).doesNotExist();
    }

    @Test
    void recordThatCannotBeReadCountsAsAnUnknownJob() throws Exception {
        Path workspace = Files.createDirectories(server.workspace("job-corrupt1"));
        for (String content : List.of("", "{", "[]", "null")) {
            Files.writeString(workspace.resolve("meta.json"), content);
            assertThat(server.move("job-corrupt1", "archive", "x.zip").body()).isEqualTo("Job not found");
        }
        assertThat(server.transfer(server.token("job-corrupt1", Map.of()), "x.txt", bytes("x"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void workspaceOfAnEarlierVersionCanBeMoved() throws Exception {
        Path workspace = Files.createDirectories(server.workspace("job-legacy-1"));
        Files.write(workspace.resolve("packed.zip"), storedZip(Map.of("a", "b")));
        Files.writeString(
                workspace.resolve("meta.json"),
                "{\"job_id\":\"job-legacy-1\",\"status\":\"packed\",\"packed_path\":\"temp/job-legacy-1/packed.zip\"}");
        HttpResponse<String> moved = server.move("job-legacy-1", "archive", "legacy.zip");
        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(moved.body()).has("unpacked_bytes")).isFalse();
        assertThat(server.mainDir().resolve("archive/legacy.zip")).exists();
    }

    private String upload(Map<String, ?> claims) throws Exception {
        return server.transfer(server.token("job-kinds-01", claims), "x.bin", bytes("x"))
                .body();
    }

    private String start(Map<String, ?> claims) throws Exception {
        HttpResponse<String> answer = server.get("/transfer/start?token=" + server.token("job-start-01", claims));
        assertThat(answer.statusCode()).isEqualTo(400);
        return answer.body();
    }

    private HttpResponse<String> repack(String job, String format, String level) throws Exception {
        return server.form(
                "POST",
                "/transfer/repack",
                Map.of("job_id", job, "format", format, "compression_level", level, "token", MANAGE_TOKEN));
    }

    private Callback onlyCallback(String job) {
        List<Callback> callbacks = server.manager().callbacks(job);
        assertThat(callbacks).hasSize(1);
        return callbacks.get(0);
    }

    private JsonNode record(String job) throws Exception {
        return JSON.readTree(server.workspace(job).resolve("meta.json").toFile());
    }

    private static byte[] storedZip(Map<String, String> files) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(bytes(file.getValue()));
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> entries(byte[] zip) throws Exception {
        Map<String, String> entries = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
