/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.SocketCrowd;
import org.openworkshop.storage.server.TestServer;

/** Many watchers at once. */
class CrowdTest {
    private static final int MANY = 1000;
    private static final Duration GENEROUS = Duration.ofSeconds(60);
    private static final String COMPRESSION =
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    @TempDir
    Path mainDir;

    @Test
    void allWatchersOfAJobHearItsEndAndAreClosed() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            String token = server.token("job-crowd-1", Map.of());
            String target = "/transfer/ws/job-crowd-1?token=" + token;
            try (SocketCrowd crowd = new SocketCrowd(server.port(), MANY, i -> target, COMPRESSION)) {
                await().atMost(GENEROUS).until(() -> crowd.texts() == MANY);
                assertThat(crowd.open()).isEqualTo(MANY);
                assertThat(crowd.sampleAnswer()).doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
                assertThat(server.transfer(token, "x.txt", "text".getBytes(StandardCharsets.UTF_8))
                                .statusCode())
                        .isEqualTo(200);
                await().atMost(GENEROUS).until(() -> crowd.closed() == MANY);
                // The snapshot, four stages and the end; progress in between may be left out.
                assertThat(crowd.texts()).isGreaterThanOrEqualTo(6L * MANY);
            }
        }
    }

    @Test
    void manyJobsHaveTheirWatchersEachAndAreForgottenWithThem() throws Exception {
        try (TestServer server = new TestServer(mainDir, Map.of())) {
            try (SocketCrowd crowd = new SocketCrowd(
                    server.port(),
                    MANY,
                    i -> "/transfer/ws/job-crowd-" + (10_000 + i) + "?token="
                            + server.token("job-crowd-" + (10_000 + i), Map.of()),
                    "")) {
                await().atMost(GENEROUS).until(() -> crowd.texts() == MANY);
                assertThat(server.get("/metrics").body()).contains("storage_websocket_clients " + MANY + ".0");
            }
            await().atMost(GENEROUS)
                    .until(() -> server.get("/metrics").body().contains("storage_websocket_clients 0.0"));
        }
    }
}
