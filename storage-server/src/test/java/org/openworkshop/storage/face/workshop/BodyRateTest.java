/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.server.TestServer.DELETE_TOKEN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.RawConnection;
import org.openworkshop.storage.server.TestServer;

/** Clients that send more slowly than a body may come. */
class BodyRateTest {
    private static final int RATE = 100;
    private static final Duration GRACE = Duration.ofMillis(300);

    /** Pays for a hundred seconds. */
    private static final String HEAD_START = "x".repeat(100 * RATE);

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(
                folder.resolve("main"),
                Map.of(
                        "OW_SERVER_MIN_BODY_RATE_BYTES",
                        Integer.toString(RATE),
                        "OW_SERVER_BODY_RATE_GRACE_SECONDS",
                        GRACE.toMillis() + "ms",
                        "OW_TRANSFER_UPLOAD_CONCURRENCY",
                        "1"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xxxxxxxxxxxxxxxxxxxx"})
    void aBodyThatStopsComingTimesOutAfterTheGrace(String begin) throws Exception {
        String job = "job-rate-" + begin.length();
        long started = System.nanoTime();
        try (RawConnection client = upload(job, 1000)) {
            requireTimedOut(client.send(begin).answer());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(GRACE.minusMillis(50));
        await().until(() -> server.manager().callbacks(job).size() == 1);
        assertThat(server.manager().callbacks(job).get(0).body().path("reason").asText())
                .isEqualTo("timeout");
        await().until(() -> !Files.exists(server.workspace(job)));
    }

    @Test
    void aFormThatStopsComingTimesOutAfterTheGrace() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.head(
                            "DELETE /delete?token=" + DELETE_TOKEN,
                            "Content-Type: application/x-www-form-urlencoded",
                            "Content-Length: 1000")
                    .send("type=resource");
            requireTimedOut(client.answer());
        }
    }

    @Test
    void aPauseIsForgivenToWhoWasFastEnoughBefore() throws Exception {
        try (RawConnection client = upload("job-rate-pause", HEAD_START.length() + 1)) {
            assertThat(client.send(HEAD_START).staysQuiet((int) (3 * GRACE.toMillis())))
                    .isTrue();
            assertThat(client.send("y").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void waitingForAPlaceIsNotTheClientsFault() throws Exception {
        try (RawConnection first =
                upload("job-rate-first", HEAD_START.length() + 1).send(HEAD_START)) {
            await().until(() -> Files.exists(server.workspace("job-rate-first").resolve(".incoming")));
            try (RawConnection second = upload("job-rate-second", 5).send("12345")) {
                assertThat(second.staysQuiet((int) (3 * GRACE.toMillis()))).isTrue();
                first.send("y");
                assertThat(second.answer().status()).isEqualTo(200);
            }
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    private static void requireTimedOut(RawConnection.Answer answer) {
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.body()).isEqualTo("Upload timed out");
    }

    private static RawConnection upload(String job, int length) throws IOException {
        return new RawConnection(server.port())
                .head(
                        "POST /transfer/upload?filename=x.txt&token=" + server.token(job, Map.of()),
                        "Content-Length: " + length);
    }
}
