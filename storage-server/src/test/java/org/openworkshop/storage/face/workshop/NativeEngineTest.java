/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.NativeArchives;
import org.openworkshop.storage.server.TestServer;

/** The engine for what only native code reads, as a job meets it. */
class NativeEngineTest {
    @TempDir
    Path mainDir;

    @TempDir
    Path files;

    @Test
    void aLostProcessFailsItsJobIsCountedAndTheNextJobIsPacked() throws Exception {
        // Reads for a second and more, so that the process is met at work.
        byte[] big = Files.readAllBytes(NativeArchives.ppmd(files, "big", 12_000_000));
        byte[] small = Files.readAllBytes(NativeArchives.ppmd(files, "small", 1_000));
        try (TestServer server = new TestServer(mainDir, Map.of("OW_TRANSFER_MAX_BYTES", "100 MiB"))) {
            CompletableFuture<HttpResponse<String>> failing =
                    CompletableFuture.supplyAsync(() -> upload(server, "job-native-1", big));
            await().until(() -> hasOutput(server.workspace("job-native-1")));
            assertThat(engines()).hasSize(1).allMatch(ProcessHandle::destroyForcibly);
            assertThat(failing.get().statusCode()).isEqualTo(500);
            assertThat(server.manager()
                            .callbacks("job-native-1")
                            .get(0)
                            .body()
                            .path("reason")
                            .asText())
                    .isEqualTo("repack_failed");
            assertThat(upload(server, "job-native-2", small).statusCode()).isEqualTo(200);
            assertThat(server.get("/metrics").body())
                    .contains(
                            "storage_native_engine_failures_total{reason=\"crash\"} 1.0",
                            "storage_native_engine_failures_total{reason=\"silence\"} 0.0",
                            "storage_native_engine_starts_total 2.0");
        }
    }

    @Test
    void turnedOffItsArchivesAreRefusedAndHealthSaysSo() throws Exception {
        byte[] small = Files.readAllBytes(NativeArchives.ppmd(files, "small", 1_000));
        try (TestServer server = new TestServer(mainDir, Map.of("OW_ARCHIVE_NATIVE_ENGINE", "false"))) {
            assertThat(upload(server, "job-native-3", small).statusCode()).isEqualTo(500);
            assertThat(server.manager()
                            .callbacks("job-native-3")
                            .get(0)
                            .body()
                            .path("reason")
                            .asText())
                    .isEqualTo("repack_failed");
            assertThat(server.get("/healthz").body())
                    .contains("\"status\":\"ok\"", "\"native_engine\":\"off\"", "\"native_engine_isolation\":\"off\"");
        }
    }

    /** Whether the job's result is being written, so that the engine is at work. */
    private static boolean hasOutput(Path workspace) throws IOException {
        if (!Files.isDirectory(workspace)) {
            return false;
        }
        try (Stream<Path> all = Files.list(workspace)) {
            return all.anyMatch(file -> file.getFileName().toString().startsWith(".packing-")
                    && file.toFile().length() > 0);
        }
    }

    /** The Java machines that run the engine, without what isolates them. */
    private static List<ProcessHandle> engines() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .filter(process -> process.info().commandLine().orElse("").contains("NativeWorker"))
                .toList();
    }

    private static HttpResponse<String> upload(TestServer server, String job, byte[] archive) {
        try {
            return server.transfer(server.token(job, Map.of()), "mod.7z", archive);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
