/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program when it is told to stop. */
class StopIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"TERM, 0", "INT, 130"})
    void anIdleServerStopsAtOnceWithTheCodeOfTheSignal(String signal, int code) throws Exception {
        try (PackagedServer server = serve("30")) {
            long begin = System.nanoTime();
            server.signal(signal);
            assertThat(server.exitCode()).isEqualTo(code);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(server.log()).contains("signal=SIG" + signal).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void whatIsUnderWayIsFinishedAndNothingElseIsBegun() throws Exception {
        try (PackagedServer server = serve("60");
                RawConnection upload = halfAnUpload(server, "job-stop-it1")) {
            CompletableFuture<Integer> closed = follow(server, "job-stop-it1");
            server.signal("TERM");
            await().until(() -> refusesConnections(server));
            assertThat(closed.get()).isEqualTo(1012);
            assertThat(server.endsWithin(Duration.ofSeconds(2))).isFalse();
            RawConnection.Answer answer = upload.send("67890").answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains("\"bytes\":10");
            assertThat(server.exitCode()).isZero();
            assertThat(server.log()).doesNotContain("WARN", "ERROR");
        }
        assertThat(Files.readString(record("job-stop-it1"))).contains("\"packed\"");
    }

    @ParameterizedTest
    @CsvSource({"TERM, 0", "INT, 130"})
    void aSecondSignalEndsAStopThatWaits(String second, int code) throws Exception {
        try (PackagedServer server = serve("60");
                RawConnection upload = halfAnUpload(server, "job-stop-it2")) {
            server.signal("TERM");
            await().until(() -> refusesConnections(server));
            assertThat(server.endsWithin(Duration.ofMillis(500))).isFalse();
            server.signal(second);
            assertThat(server.endsWithin(Duration.ofSeconds(1))).isTrue();
            assertThat(server.exitCode()).isEqualTo(code);
            assertThat(upload.rest()).isEmpty();
        }
    }

    @Test
    void anUploadThatHangsIsCutOffWhenTheGraceIsOver() throws Exception {
        try (PackagedServer server = serve("2");
                RawConnection upload = halfAnUpload(server, "job-stop-it3")) {
            long begin = System.nanoTime();
            server.signal("TERM");
            assertThat(server.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
            assertThat(upload.rest()).isEmpty();
            assertThat(server.log()).doesNotContain("WARN", "ERROR");
        }
    }

    /** As from a terminal, {@code timeout}, or a service manager that signals all processes of a service. */
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void signalThatReachesTheNativeEngineTooIsTheServersAlone(String signal) throws Exception {
        Path text = Files.writeString(folder.resolve("text.txt"), "a line of a mod, and another one\n".repeat(500_000));
        Path archive = folder.resolve("mod.7z");
        assertThat(new ProcessBuilder("7z", "a", "-m0=PPMd:o32", archive.toString(), text.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("7z.txt").toFile())
                        .start()
                        .waitFor())
                .isZero();
        try (PackagedServer server = serve("60")) {
            String path = "/transfer/upload?filename=mod.7z&token=" + PackagedServer.token("job-stop-it4");
            CompletableFuture<Integer> upload = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.send("POST", path, BodyPublishers.ofFile(archive))
                            .statusCode();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            ProcessHandle main = ProcessHandle.of(server.pid()).orElseThrow();
            await().until(() -> Files.exists(record("job-stop-it4"))
                    && Files.readString(record("job-stop-it4")).matches("(?s).*(extracting|repacking|packed).*"));
            for (ProcessHandle helper : main.descendants().toList()) {
                new ProcessBuilder("kill", "-" + signal, Long.toString(helper.pid()))
                        .start()
                        .waitFor();
            }
            server.signal("TERM");
            assertThat(upload.get()).isEqualTo(200);
            assertThat(server.exitCode()).isZero();
            assertThat(server.log()).doesNotContain("WARN", "ERROR");
        }
    }

    private PackagedServer serve(String graceSeconds) throws Exception {
        return PackagedServer.serve(
                folder, folder.resolve("main"), List.of(), Map.of("OW_SERVER_SHUTDOWN_GRACE_SECONDS", graceSeconds));
    }

    /** An upload of ten bytes of which five have arrived. */
    private RawConnection halfAnUpload(PackagedServer server, String job) throws IOException {
        RawConnection client = new RawConnection(server.uri("/").getPort());
        client.head("POST /transfer/upload?filename=x.txt&token=" + PackagedServer.token(job), "Content-Length: 10");
        client.send("12345");
        await().until(() -> Files.exists(record(job)));
        return client;
    }

    private Path record(String job) {
        return folder.resolve("main/temp").resolve(job).resolve("meta.json");
    }

    private static boolean refusesConnections(PackagedServer server) throws IOException {
        try (RawConnection client = new RawConnection(server.uri("/").getPort())) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    /** Opens a job socket; the code it is closed with. */
    private static CompletableFuture<Integer> follow(PackagedServer server, String job) throws Exception {
        CompletableFuture<Void> snapshot = new CompletableFuture<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        URI address = server.uri("/transfer/ws/" + job + "?token=" + PackagedServer.token(job));
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                snapshot.complete(null);
                socket.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                closed.complete(code);
                return null;
            }
        };
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://" + address.getAuthority() + address.getPath() + "?" + address.getQuery()),
                        listener)
                .get();
        snapshot.get();
        return closed;
    }
}
