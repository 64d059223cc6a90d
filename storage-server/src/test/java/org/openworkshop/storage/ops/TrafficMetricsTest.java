/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;

/** What the figures say of requests and of the bytes of their bodies. */
class TrafficMetricsTest {
    private static final String SENT = "storage_sent_bytes_total{route=\"/download/resource\"}";
    private static final int LARGE = 64 * 1024 * 1024;

    @TempDir
    Path mainDir;

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
                            "storage_http_requests_total{method=\"GET\",route=\"/download/resource\",status=\"404\"} 2.0",
                            "storage_http_requests_total{method=\"GET\",route=\"other\",status=\"404\"} 1.0",
                            "storage_http_requests_total{method=\"POST\",route=\"/upload\",status=\"403\"} 1.0",
                            "storage_http_requests_total{method=\"other\",route=\"/upload\",status=\"405\"} 1.0")
                    .doesNotContain("resource/none", "some/route", "BREW"));
        }
    }

    @Test
    void filesFromMemoryAndFilesThatTheKernelSendsAreCountedToTheByte() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            Files.write(mainDir.resolve("resource/small.bin"), new byte[1234]);
            Files.write(mainDir.resolve("resource/large.bin"), new byte[3_000_001]);
            for (int i = 0; i < 10; i++) {
                server.download("/download/resource/small.bin");
            }
            server.download("/download/resource/large.bin");
            server.download("/download/resource/large.bin", "Range", "bytes=5-1000004");
            await().untilAsserted(() ->
                    assertThat(Scrape.of(server).value(SENT)).isEqualTo(10 * 1234 + 3_000_001 + 1_000_000));
        }
    }

    @Test
    void aDownloadShowsWhileItIsUnderWay() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            Files.write(mainDir.resolve("resource/large.bin"), new byte[LARGE]);
            try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                String request = "GET /download/resource/large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
                slow.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                InputStream answer = slow.getInputStream();
                answer.readNBytes(2_000_000);
                await().untilAsserted(() -> assertThat(Scrape.of(server).value(SENT))
                        .isGreaterThanOrEqualTo(1024 * 1024)
                        .isLessThan(LARGE));
                answer.transferTo(java.io.OutputStream.nullOutputStream());
            }
            await().untilAsserted(
                            () -> assertThat(Scrape.of(server).value(SENT)).isEqualTo(LARGE));
        }
    }

    @Test
    void anUploadShowsWhileItIsUnderWay() throws Exception {
        String received = "storage_received_bytes_total{route=\"/transfer/upload\"}";
        try (TestServer server = new TestServer(mainDir, Map.of());
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = "POST /transfer/upload?filename=x.bin&token=" + server.token("job-traffic-1", Map.of())
                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 300001\r\nConnection: close\r\n\r\n";
            slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().write(new byte[300_000]);
            await().until(() -> Scrape.of(server).value(received) == 300_000);
            slow.getOutputStream().write(new byte[1]);
            slow.getInputStream().readAllBytes();
            await().until(() -> Scrape.of(server).value(received) == 300_001);
        }
    }

    @Test
    void accessChecksAreCountedAndThoseThatWereAskedAreTimed() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            Path mod = Files.createDirectories(mainDir.resolve("archive/mods/7"));
            Files.write(mod.resolve("main.zip"), new byte[100]);
            server.accessService().answer(200, "{\"download\": {\"value\": true, \"reason\": \"\"}}");
            assertThat(server.get("/download/archive/mods/7/main.zip").statusCode())
                    .isEqualTo(200);
            server.accessService().answer(200, "{\"download\": {\"value\": false, \"reason\": \"no\"}}");
            assertThat(server.get("/download/archive/mods/7/main.zip").statusCode())
                    .isEqualTo(403);
            Scrape figures = Scrape.of(server);
            assertThat(figures.value("storage_access_checks_total{outcome=\"allowed\"}"))
                    .isEqualTo(1);
            assertThat(figures.value("storage_access_checks_total{outcome=\"refused\"}"))
                    .isEqualTo(1);
            assertThat(figures.value("storage_access_check_seconds_count{outcome=\"allowed\"}"))
                    .isEqualTo(1);
            assertThat(figures.value("storage_access_check_seconds_sum{outcome=\"refused\"}"))
                    .isPositive();
        }
    }
}
