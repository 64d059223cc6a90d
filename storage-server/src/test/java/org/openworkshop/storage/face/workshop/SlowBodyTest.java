/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.server.TestServer.UPLOAD_TOKEN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.Forms;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** Clients that send, but take longer in all than an upload may. */
class SlowBodyTest {
    private static final Duration TOTAL = Duration.ofSeconds(1);

    /** Far below the idle time of a minute, far above the total time. */
    private static final Duration PROMPT = Duration.ofSeconds(15);

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(
                folder.resolve("main"), Map.of("OW_TRANSFER_UPLOAD_TOTAL_TIMEOUT_SECONDS", TOTAL.toMillis() + "ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
    void aDrippingUploadTimesOut(String framing) throws Exception {
        String job = "job-drip-" + framing.length();
        try (RawConnection client = upload(job, framing)) {
            requireTimedOut(client, drip(client, framing.startsWith("T") ? "1\r\nx\r\n" : "x"));
        }
        requireFailed(job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
    void aSilentUploadTimesOutBeforeItsConnectionIsIdleTooLong(String framing) throws Exception {
        String job = "job-silent-" + framing.length();
        try (RawConnection client = upload(job, framing)) {
            long begin = System.nanoTime();
            requireTimedOut(client, null);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(TOTAL.minusMillis(50), PROMPT);
        }
        requireFailed(job);
    }

    @Test
    void aDrippingFormTimesOut() throws Exception {
        byte[] begun = Forms.multipart()
                .field("token", UPLOAD_TOKEN)
                .field("type", "resource")
                .field("path", "drip.bin")
                .file("file", "x.bin", new byte[10])
                .cutOff();
        try (RawConnection client = new RawConnection(server.port())) {
            client.head("POST /upload", "Content-Type: " + Forms.MULTIPART, "Content-Length: 1000000")
                    .send(begun);
            requireTimedOut(client, drip(client, "x"));
        }
        assertThat(server.mainDir().resolve(".staging")).isEmptyDirectory();
        assertThat(server.mainDir().resolve("resource/drip.bin")).doesNotExist();
    }

    @Test
    void theNextRequestOfAConnectionHasAllItsTime() throws Exception {
        try (RawConnection client = upload("job-in-time-1", "Content-Length: 5")) {
            assertThat(client.send("123").staysQuiet(300)).isTrue();
            assertThat(client.send("45").answer().status()).isEqualTo(200);
            assertThat(client.staysQuiet((int) TOTAL.plusMillis(500).toMillis()))
                    .isTrue();
            assertThat(client.head("GET /healthz").answer().body()).contains("status");
        }
    }

    /** Sends a piece now and then until the connection is closed. */
    private static CompletableFuture<Void> drip(RawConnection client, String piece) {
        return CompletableFuture.runAsync(() -> await().atMost(PROMPT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    try {
                        client.send(piece);
                        return false;
                    } catch (IOException e) {
                        return true;
                    }
                }));
    }

    private static void requireTimedOut(RawConnection client, CompletableFuture<Void> dripping) throws Exception {
        RawConnection.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.body()).isEqualTo("Upload timed out");
        if (dripping != null) {
            client.close();
            dripping.get();
        }
    }

    private static void requireFailed(String job) {
        await().until(() -> server.manager().callbacks(job).size() == 1);
        assertThat(server.manager().callbacks(job).get(0).body().path("reason").asText())
                .isEqualTo("timeout");
        await().until(() -> !Files.exists(server.workspace(job)));
    }

    private static RawConnection upload(String job, String framing) throws IOException {
        RawConnection client = new RawConnection(server.port())
                .head("POST /transfer/upload?filename=x.txt&token=" + server.token(job, Map.of()), framing);
        return client;
    }
}
