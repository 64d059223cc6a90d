/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.FakeManager.Callback;

class TransferUploadTest extends TransferFixture {
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
    void tokenLiftsTheConfiguredLimit() throws Exception {
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
}
