/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;

class MetricsTest {
    @TempDir
    Path mainDir;

    @Test
    void figuresAreInPrometheusTextFormat() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            HttpResponse<String> answer = server.get("/metrics");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain;")
                    .contains("version=0.0.4");
            assertThat(answer.body())
                    .contains("# TYPE storage_callbacks_owed gauge", "# TYPE jvm_memory_used_bytes gauge");
            assertThat(answer.body().lines())
                    .allMatch(line -> line.matches("# (HELP|TYPE) \\w+ .*|\\w+(\\{.*})? \\S+"));
        }
    }

    @Test
    void theDiskIsMeasured() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            String figures = server.get("/metrics").body();
            double free = value(figures, "storage_free_space ");
            double total = value(figures, "storage_total_space ");
            assertThat(free).isPositive().isLessThanOrEqualTo(total);
        }
    }

    @Test
    void requestsAreCountedByRouteMethodAndStatus() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            server.get("/download/resource/none");
            server.get("/download/resource/other");
            server.get("/some/route");
            server.send(server.request("/upload?token=x").POST(BodyPublishers.noBody()));
            server.send(server.request("/upload").method("BREW", BodyPublishers.noBody()));
            await().untilAsserted(() -> assertThat(server.get("/metrics").body())
                    .contains(
                            "storage_http_requests_total{method=\"GET\",route=\"/download\",status=\"404\"} 2.0",
                            "storage_http_requests_total{method=\"GET\",route=\"other\",status=\"404\"} 1.0",
                            "storage_http_requests_total{method=\"POST\",route=\"/upload\",status=\"403\"} 1.0",
                            "storage_http_requests_total{method=\"other\",route=\"/upload\",status=\"405\"} 1.0")
                    .doesNotContain("none", "some/route", "BREW"));
        }
    }

    private static double value(String figures, String name) {
        return figures.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
