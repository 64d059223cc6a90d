/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;

class HealthTest {
    @TempDir
    Path mainDir;

    @Test
    void aHealthyServerNamesItsChecks() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            HttpResponse<String> first = server.get("/healthz");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(health(first).path("status").asText()).isEqualTo("ok");
            await().until(() ->
                    health(server.get("/healthz")).path("engines").asText().equals("ok"));
            ObjectNode health = (ObjectNode) health(server.get("/healthz"));
            assertThat(health.remove("native_engine_isolation").asText())
                    .isIn("bwrap", "namespaces", "limits", "process");
            assertThat(health)
                    .isEqualTo(new ObjectMapper()
                            .readTree("{\"status\":\"ok\",\"main_dir\":\"ok\",\"disk\":\"ok\",\"engines\":\"ok\","
                                    + "\"access_service\":\"asked\","
                                    + "\"callbacks_owed\":0,\"callbacks_given_up\":0,\"jobs_waiting\":0,\"jobs_under_way\":0,"
                                    + "\"native_engine\":\"ok\"}"));
        }
    }

    @Test
    void figuresAreNumbersAndHaveNoPartInTheStatus() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            server.manager().behave((callback, storage) -> 503);
            server.transfer(server.token("job-health-1", Map.of()), "x.txt", new byte[3]);
            HttpResponse<String> answer = server.get("/healthz");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"callbacks_owed\":1");
        }
    }

    @Test
    void aServerThatStopsIsUnhealthyWhateverItsChecksSay() {
        AtomicBoolean stopping = new AtomicBoolean();
        Health health = new Health(List.of(), List.of(new Health.Detail("jobs", () -> 7L)), stopping::get);
        assertThat(health.report()).isEqualTo(new Health.Report("ok", Map.of(), Map.of("jobs", 7L)));
        assertThat(health.report().healthy()).isTrue();
        stopping.set(true);
        assertThat(health.report().status()).isEqualTo("stopping");
        assertThat(health.report().healthy()).isFalse();
    }

    @Test
    void aFullDiskIsUnhealthy() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_STORAGE_MIN_FREE_BYTES", "1000000 GiB"))) {
            HttpResponse<String> answer = server.get("/healthz");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(health(answer).path("status").asText()).isEqualTo("failing");
            assertThat(health(answer).path("main_dir").asText()).isEqualTo("ok");
            assertThat(health(answer).path("disk").asText()).contains("bytes free", "1073741824000000 wanted");
        }
    }

    @Test
    void aMainDirectoryThatTakesNoWritesIsUnhealthyUntilItDoes() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            Path staging = mainDir.resolve(".staging");
            Files.delete(staging);
            Files.createFile(staging);
            HttpResponse<String> answer = server.get("/healthz");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(health(answer).path("main_dir").asText()).isEqualTo("not writable");
            assertThat(answer.body()).doesNotContain(mainDir.toString());
            Files.delete(staging);
            Files.createDirectory(staging);
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    private static JsonNode health(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }
}
