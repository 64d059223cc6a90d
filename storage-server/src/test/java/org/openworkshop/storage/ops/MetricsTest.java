/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    void theDiskIsMeasuredAndNamed() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            String figures = server.get("/metrics").body();
            Matcher free = sample(figures, "storage_free_space");
            Matcher total = sample(figures, "storage_total_space");
            assertThat(Double.parseDouble(free.group(2)))
                    .isPositive()
                    .isLessThanOrEqualTo(Double.parseDouble(total.group(2)));
            assertThat(free.group(1)).isEqualTo(total.group(1));
            Matcher labels = Pattern.compile("diskname=\"(.+)\",hostname=\"(.+)\",mount_point=\"(.+)\"")
                    .matcher(free.group(1));
            assertThat(labels.matches()).isTrue();
            assertThat(labels.group(2))
                    .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname"))
                            .strip());
            assertThat(mainDir.toRealPath().startsWith(labels.group(3))).isTrue();
        }
    }

    @Test
    void whatRunsAndHowItIsAreTold() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            await().untilAsserted(() -> {
                Scrape figures = Scrape.of(server);
                assertThat(figures.value("storage_health_check_ok{check=\"main_dir\"}"))
                        .isEqualTo(1);
                assertThat(figures.value(
                                "storage_build_info{java=\"" + Runtime.version() + "\",version=\"development\"}"))
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void aCheckThatFailsIsZero() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of("OW_STORAGE_MIN_FREE_BYTES", "1000 TiB"))) {
            await().until(() -> server.get("/metrics").body().contains("storage_health_check_ok{check=\"disk\"} 0.0"));
        }
    }

    private static Matcher sample(String figures, String name) {
        Matcher sample = Pattern.compile("^" + name + "\\{(.*)} (\\S+)$", Pattern.MULTILINE)
                .matcher(figures);
        assertThat(sample.find()).isTrue();
        return sample;
    }
}
