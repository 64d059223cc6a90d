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
import java.util.zip.ZipFile;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.telemetry.OtlpReceiver;
import org.openworkshop.storage.telemetry.OtlpReceiver.Received;

/** Telemetry of the packaged program, whose libraries find their parts through META-INF/services. */
class TelemetryIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private PackagedServer serve(List<String> options, Map<String, String> settings) throws Exception {
        return PackagedServer.serve(folder, folder.resolve("main"), options, settings);
    }

    private static void upload(PackagedServer server, String job) throws Exception {
        String path = "/transfer/upload?filename=a.txt&token=" + PackagedServer.token(job);
        assertThat(server.send("POST", path, BodyPublishers.ofString("some text"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nothingOfItIsLoadedWhileItIsOff() throws Exception {
        Path classes = folder.resolve("classes.txt");
        List<String> options = List.of("-Xlog:class+load:file=" + classes + "::filecount=0");
        try (PackagedServer server = serve(options, Map.of("OTEL_SERVICE_NAME", "mods"))) {
            upload(server, "job-off-0001");
            assertThat(server.get("/metrics").statusCode()).isEqualTo(200);
            server.terminate();
        }
        assertThat(Files.readString(classes))
                .contains(" org.openworkshop.storage.trace.Tracing source")
                .doesNotContain(" io.opentelemetry.", " okhttp3.", " okio.", " org.openworkshop.storage.telemetry.");
    }

    @Test
    void tracesArriveOverGrpc() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.grpc();
                PackagedServer server = serve(
                        List.of(),
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                receiver.url(),
                                "OTEL_EXPORTER_OTLP_PROTOCOL",
                                "grpc",
                                "OTEL_EXPORTER_OTLP_COMPRESSION",
                                "gzip"))) {
            upload(server, "job-grpc-0001");
            server.terminate();
            assertThat(receiver.await1("receive").parentId())
                    .isEqualTo(receiver.await1("job").spanId());
        }
    }

    @Test
    void traceGoesOnAfterAKill() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.http();
                MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build());
            origin.enqueue(new MockResponse.Builder().code(200).body("text").build());
            origin.start();
            Map<String, String> settings = Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(), "OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS", "127.0.0.1");
            String token = PackagedServer.token(
                    "job-kill-0001", Map.of("download_url", "http://127.0.0.1:" + origin.getPort() + "/a.txt"));
            try (PackagedServer server = serve(List.of(), settings)) {
                server.get("/transfer/start?token=" + token);
                await().atMost(LONGEST).until(() -> origin.getRequestCount() == 1);
                await().atMost(LONGEST)
                        .until(() -> !receiver.spans("GET /transfer/start").isEmpty());
                server.signal("KILL");
                server.exitCode();
            }
            assertThat(receiver.spans("job")).isEmpty();
            try (PackagedServer server = serve(List.of(), settings)) {
                await().atMost(LONGEST).until(() -> !receiver.spans("job").isEmpty());
                server.terminate();
                assertThat(server.log()).contains("Traces are exported").doesNotContain("WARN", "ERROR");
            }
            Received request = receiver.await1("GET /transfer/start");
            Received job = receiver.await1("job");
            assertThat(job.resource()).containsEntry("service.name", "open-workshop-storage");
            assertThat(job.traceId()).isEqualTo(request.traceId());
            assertThat(job.parentId()).isEqualTo(request.spanId());
            for (String step : List.of("fetch", "probe", "extract", "repack")) {
                assertThat(receiver.await1(step).parentId()).isEqualTo(job.spanId());
            }
        }
    }

    @Test
    void receiverThatRefusesCostsOneLineAndItsReturnAnother() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.http();
                PackagedServer server =
                        serve(List.of(), Map.of("UPTRACE_DSN", "http://a-secret-token@127.0.0.1:" + receiver.port()))) {
            receiver.answer(400);
            server.get("/openapi.json");
            await().atMost(LONGEST).until(() -> server.log().contains("Traces do not arrive"));
            int before = receiver.requests();
            server.get("/openapi.json");
            await().atMost(LONGEST).until(() -> receiver.requests() > before);
            receiver.answer(200);
            server.get("/openapi.json");
            await().atMost(LONGEST).until(() -> server.log().contains("Traces arrive again"));
            server.terminate();
            assertThat(server.log().lines().filter(line -> line.contains("WARN")))
                    .hasSize(1);
            assertThat(server.log())
                    .contains("reason=\"status 400\"")
                    .contains("lost_spans=2")
                    .doesNotContain("a-secret-token", "io.opentelemetry");
        }
    }

    @Test
    void sendersAreDeclaredOnceInTheJar() throws Exception {
        try (ZipFile jar = new ZipFile(System.getProperty("storage.jar"))) {
            for (String sender : List.of("HttpSenderProvider", "GrpcSenderProvider")) {
                var entry = jar.getEntry("META-INF/services/io.opentelemetry.sdk.common.export." + sender);
                assertThat(new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
                                .strip()
                                .lines())
                        .hasSize(1);
            }
        }
    }
}
