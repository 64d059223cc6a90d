/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.TestServer;

/** What was cancelled when the process ended, in whatever way, ends with the next start. */
class CancelAcrossRestartTest extends AdminFixture {
    private static final String JOB = "job-cancelled-1";
    private static final String WISH = "\"cancel_requested_at\": 1700000009, \"format_version\": 1,"
            + " \"attempt_id\": \"attempt-7\", \"transfer_kind\": \"archive\", \"created_at\": 1700000000";

    @ParameterizedTest
    @ValueSource(strings = {"uploaded", "extracting", "repacking"})
    void packingEnds(String stage) throws Exception {
        lay("\"status\": \"" + stage + "\", \"download_path\": \"temp/" + JOB + "/a.txt\", " + WISH);
        file("a.txt", "text");

        try (TestServer server = server(Map.of())) {
            JsonNode told = told(server);
            assertThat(told.path("status").asText()).isEqualTo("error");
            assertThat(told.path("reason").asText()).isEqualTo("interrupted");
            assertThat(told.path("detail").asText()).isEqualTo("cancelled by an operator");
            assertThat(ended(server, JOB).path("outcome").asText()).isEqualTo("failed");
            await().atMost(60, TimeUnit.SECONDS).until(() -> !Files.exists(server.workspace(JOB)));
            assertThat(server.manager().callbacks(JOB)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "downloading"})
    void fetchEndsWithoutAskingTheOrigin(String stage) throws Exception {
        lay("\"status\": \"" + stage + "\", \"download_url\": \"http://127.0.0.1:9/a.txt\", " + WISH);

        try (TestServer server = server(Map.of())) {
            JsonNode told = told(server);
            assertThat(told.path("reason").asText()).isEqualTo("interrupted");
            assertThat(told.path("detail").asText()).isEqualTo("cancelled by an operator");
        }
    }

    @Test
    void repackOnRequestEndsAndTheNextOneIsDone() throws Exception {
        lay("\"status\": \"extracting\", \"repack_level\": 9, \"packed_path\": \"temp/" + JOB
                + "/packed.zip\", \"packed_bytes\": 4, \"download_path\": \"temp/" + JOB + "/a.txt\", " + WISH);
        file("packed.zip", "good");
        file("a.txt", "text");

        try (TestServer server = server(Map.of())) {
            await().atMost(60, TimeUnit.SECONDS).until(() -> record(server).contains("\"packed\""));
            assertThat(record(server)).doesNotContain("cancel_requested_at", "repack_level");
            assertThat(server.workspace(JOB).resolve("packed.zip")).hasContent("good");
            Map<String, String> again =
                    Map.of("job_id", JOB, "format", "zip", "compression_level", "9", "token", TestServer.MANAGE_TOKEN);
            assertThat(server.form("POST", "/transfer/repack", again).statusCode())
                    .isEqualTo(200);
        }
    }

    private JsonNode told(TestServer server) {
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> !server.manager().callbacks(JOB).isEmpty());
        return server.manager().callbacks(JOB).get(0).body();
    }

    private static String record(TestServer server) throws Exception {
        return Files.readString(server.workspace(JOB).resolve("meta.json"));
    }

    private void lay(String record) throws Exception {
        file("meta.json", "{" + record + "}");
    }

    private void file(String name, String content) throws Exception {
        Path workspace = Files.createDirectories(folder.resolve("main/temp").resolve(JOB));
        Files.write(workspace.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }
}
