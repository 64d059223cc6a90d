/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest extends TransferFixture {
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
}
