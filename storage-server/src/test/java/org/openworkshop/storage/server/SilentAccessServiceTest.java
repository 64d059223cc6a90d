/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Protected downloads while the access service is silent or gone. Alone, because it counts threads. */
@Isolated
class SilentAccessServiceTest {
    private static final String FREE = "/download/resource/free.bin";
    private static final String GUARDED = "/download/archive/mods/5/x.zip";
    private static final byte[] CONTENT = new byte[100_000];

    @TempDir
    Path main;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void files() throws IOException {
        for (String path : List.of("resource/free.bin", "archive/mods/5/x.zip")) {
            Path file = main.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, CONTENT);
        }
    }

    @Test
    void thousandThatWaitHoldNoThreadAndDelayNoOtherDownload() throws Exception {
        // Connections are taken by the system, and nobody ever answers.
        try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
                TestServer server = start(silent.getLocalPort(), Map.of("OW_ACCESS_SERVICE_TIMEOUT_SECONDS", "600"))) {
            List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                waiting.add(client.sendAsync(server.request(GUARDED).build(), BodyHandlers.ofByteArray()));
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> server.get("/metrics").body().contains("storage_access_checks_waiting 1000.0"));

            HttpResponse<byte[]> free = server.download(FREE);

            assertThat(free.statusCode()).isEqualTo(200);
            assertThat(free.body()).isEqualTo(CONTENT);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            // The last one may be on its way out yet.
            await().untilAsserted(() -> assertThat(blockedInDownloads()).isZero());
            assertThat(threads("access-service")).isLessThanOrEqualTo(10);
            waiting.forEach(download -> download.cancel(true));
        }
    }

    @Test
    void serviceThatIsGoneCostsAFast503AndIsAskedAgainLater() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        try (TestServer server =
                start(port, Map.of("OW_ACCESS_BREAKER_FAILURES", "3", "OW_ACCESS_BREAKER_SECONDS", "1h"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(server.get("/healthz").body()).contains("\"access_service\":\"asked\"");
                assertThat(server.get(GUARDED).statusCode()).isEqualTo(503);
            }
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(server.get("/healthz").body()).contains("\"access_service\":\"left alone\"");
            assertThat(server.get("/metrics").body()).contains("storage_access_service_left_alone 1.0");
            HttpResponse<String> refused = server.get(GUARDED);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("Access service unavailable");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(server.download(FREE).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void timeoutsOpenTheBreakerAndEndAllThatWait() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
                TestServer server = start(
                        silent.getLocalPort(),
                        Map.of("OW_ACCESS_SERVICE_TIMEOUT_SECONDS", "2", "OW_ACCESS_BREAKER_SECONDS", "1h"))) {
            HttpRequest request = server.request(GUARDED).build();
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                waiting.add(client.sendAsync(request, BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> download : waiting) {
                assertThat(download.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
            }
            assertThat(server.get("/healthz").body()).contains("\"access_service\":\"left alone\"");
        }
    }

    private TestServer start(int accessPort, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("OW_ACCESS_SERVICE_URL", "http://127.0.0.1:" + accessPort);
        return new TestServer(main, all);
    }

    /** Threads of any kind that are in the midst of a download. */
    private static long blockedInDownloads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> List.of(stack).stream()
                        .anyMatch(frame -> frame.getClassName().equals("org.openworkshop.storage.download.Download")))
                .count();
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
