/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.Tools;
import org.openworkshop.storage.server.TestServer;

/** A decoder that stops working takes its job with it, and nothing else. */
class StalledDecoderTest {
    private static final String JOB = "job-stalled-1";

    @TempDir
    Path folder;

    @Test
    void stalledNativeDecoderFailsItsJob() throws Exception {
        byte[] archive = ppmdArchive();
        Map<String, String> settings = Map.of("OW_TRANSFER_REPACK_IDLE_TIMEOUT_SECONDS", "3");
        try (TestServer server = new TestServer(folder.resolve("main"), settings)) {
            CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.transfer(server.token(JOB, Map.of()), "mod.7z", archive);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(60, TimeUnit.SECONDS).until(StalledDecoderTest::stopDecoder);
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
            assertThat(answer.get().body()).isEqualTo("Repack failed");
            assertThat(server.manager()
                            .callbacks(JOB)
                            .get(0)
                            .body()
                            .path("reason")
                            .asText())
                    .isEqualTo("repack_failed");
            await().until(() -> !Files.exists(server.workspace(JOB)));
            HttpResponse<String> next = server.transfer(server.token("job-next-001", Map.of()), "x.txt", new byte[9]);
            assertThat(next.statusCode()).isEqualTo(200);
        }
    }

    /** Stops the worker process as a debugger would; false while there is none. */
    private static boolean stopDecoder() throws Exception {
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            boolean java = child.info().command().orElse("").endsWith("/java");
            // What isolates it has the worker's name among its arguments too.
            if (java && child.info().commandLine().orElse("").contains("NativeWorker")) {
                Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())).start();
                return kill.waitFor() == 0;
            }
        }
        return false;
    }

    /** What only the native engine reads, and takes seconds for. */
    private byte[] ppmdArchive() throws Exception {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        while (text.length() < 16_000_000) {
            text.append(Long.toString(random.nextLong(), 36)).append(' ');
        }
        Files.writeString(folder.resolve("text.txt"), text);
        Tools.run(folder, Tools.sevenZip(), "a", "-m0=PPMd", "-mmt=2", "mod.7z", "text.txt");
        return Files.readAllBytes(folder.resolve("mod.7z"));
    }
}
