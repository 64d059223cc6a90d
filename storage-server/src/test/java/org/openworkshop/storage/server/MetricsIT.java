/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.ops.Scrape;

/** What the packaged server says of itself to Prometheus, compared with what was done to it. */
class MetricsIT {
    private static final Pattern DOCUMENTED =
            Pattern.compile("\\| `(\\w+)` \\| (?:counter|gauge|histogram|summary) \\|");
    /** Absent before the first collection of garbage. */
    private static final String AFTER_COLLECTION = "jvm_memory_pool_allocated_bytes_total";

    @TempDir
    Path folder;

    private FakeManager manager;
    private FakeAccessService accessService;

    @BeforeEach
    void start() throws Exception {
        manager = new FakeManager(PackagedServer.SECRET);
        accessService = new FakeAccessService();
    }

    @AfterEach
    void stop() {
        manager.close();
        accessService.close();
    }

    @Test
    void figuresFollowAModFromItsUploadToItsDownload() throws Exception {
        Path text = Files.writeString(folder.resolve("readme.txt"), "a line of a mod\n".repeat(100_000));
        byte[] mod = sevenZip(text, "mod.7z", "-m0=PPMd");
        byte[] encrypted = sevenZip(text, "encrypted.7z", "-psecret");
        try (PackagedServer server = serve()) {
            awaitAllFamilies(server);
            assertThat(upload(server, "job-metered-1", mod)).isEqualTo(200);
            assertThat(upload(server, "job-metered-2", encrypted)).isEqualTo(400);
            assertThat(upload(server, "job-metered-3", mod)).isEqualTo(200);
            await().until(() -> manager.callbacks().size() == 3);
            assertThat(move(server, "job-metered-1")).isEqualTo(200);
            int received =
                    server.get("/download/archive/mods/1/main.zip").body().length();
            accessService.answer(403, "");
            assertThat(server.get("/download/archive/mods/1/main.zip").statusCode())
                    .isEqualTo(403);

            await().untilAsserted(() -> {
                Scrape figures = scrape(server);
                assertThat(figures.value(finished("success", ""))).isEqualTo(2);
                assertThat(figures.value(finished("error", "encrypted_zip"))).isEqualTo(1);
                assertThat(figures.value("storage_jobs{stage=\"packed\"}")).isEqualTo(1);
                assertThat(figures.value("storage_job_stage_seconds_count{stage=\"repacking\"}"))
                        .isPositive();
                assertThat(figures.value("storage_native_engine_starts_total")).isPositive();
                assertThat(figures.value("storage_repack_ratio_count")).isEqualTo(2);
                assertThat(figures.value("storage_received_bytes_total{route=\"/transfer/upload\"}"))
                        .isEqualTo(2 * mod.length + encrypted.length);
                assertThat(figures.value("storage_sent_bytes_total{route=\"/download/archive\"}"))
                        .isGreaterThanOrEqualTo(Files.size(folder.resolve("main/archive/mods/1/main.zip")));
                assertThat(figures.value("storage_access_checks_total{outcome=\"allowed\"}"))
                        .isEqualTo(1);
                assertThat(figures.value("storage_access_checks_total{outcome=\"refused\"}"))
                        .isEqualTo(1);
                assertThat(figures.value("storage_callback_attempts_total{outcome=\"delivered\"}"))
                        .isEqualTo(3);
                assertThat(figures.value("storage_callbacks_owed")).isZero();
            });
            server.signal("KILL");
            server.exitCode();
        }
        try (PackagedServer server = serve()) {
            assertThat(scrape(server).value("storage_jobs{stage=\"packed\"}")).isEqualTo(1);
        }
    }

    private PackagedServer serve() throws Exception {
        return PackagedServer.serve(
                folder,
                folder.resolve("main"),
                List.of(),
                Map.of("OW_MANAGER_URL", manager.url(), "OW_ACCESS_SERVICE_URL", accessService.url()));
    }

    /** Health is looked at when somebody asks; the figures have it from then on. */
    private static void awaitAllFamilies(PackagedServer server) throws Exception {
        TreeSet<String> documented = Pattern.compile("\n")
                .splitAsStream(Files.readString(Path.of("../docs/metrics.md")))
                .flatMap(line -> DOCUMENTED.matcher(line).results().map(match -> match.group(1)))
                .filter(name -> !name.equals(AFTER_COLLECTION))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).hasSizeGreaterThan(60);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(scrape(server).families()).containsKeys(documented.toArray(String[]::new)));
    }

    private static Scrape scrape(PackagedServer server) throws Exception {
        return Scrape.of(server.get("/metrics").body());
    }

    private static int upload(PackagedServer server, String job, byte[] body) throws Exception {
        String path = "/transfer/upload?filename=mod.7z&token=" + PackagedServer.token(job);
        return server.send("POST", path, BodyPublishers.ofByteArray(body)).statusCode();
    }

    private static int move(PackagedServer server, String job) throws Exception {
        String form = Forms.urlencoded(Map.of(
                "job_id", job, "type", "archive", "path", "mods/1/main.zip", "token", PackagedServer.UPLOAD_TOKEN));
        return server.send(
                        "POST",
                        "/transfer/move",
                        BodyPublishers.ofByteArray(form.getBytes(StandardCharsets.US_ASCII)),
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .statusCode();
    }

    private byte[] sevenZip(Path content, String name, String option) throws Exception {
        Path archive = folder.resolve(name);
        Process made = new ProcessBuilder("7z", "a", option, archive.toString(), content.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(output).isZero();
        return Files.readAllBytes(archive);
    }

    private static String finished(String outcome, String reason) {
        return "storage_transfers_finished_total{kind=\"archive\",outcome=\"" + outcome + "\",reason=\"" + reason
                + "\"}";
    }
}
