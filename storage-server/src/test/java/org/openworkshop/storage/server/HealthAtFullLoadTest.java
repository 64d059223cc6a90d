/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthAtFullLoadTest {
    /** More than there are threads with the settings below: 200, and two for each of the two uploads. */
    private static final int STALLED = 230;

    @TempDir
    Path mainDir;

    @Test
    void healthIsToldOnNewAndOldConnectionsWhileEveryThreadForRequestsIsTaken() throws Exception {
        List<RawConnection> stalled = new ArrayList<>();
        Map<String, String> settings = Map.of("OW_TRANSFER_UPLOAD_CONCURRENCY", "1", "OW_TRANSFER_QUEUE_SIZE", "1");
        try (TestServer server = new TestServer(mainDir, settings);
                RawConnection old = new RawConnection(server.port())) {
            assertThat(old.head("GET /healthz").answer().status()).isEqualTo(200);
            for (int i = 0; i < STALLED; i++) {
                stalled.add(OverloadTest.stalledForm(server));
            }
            // A request that needs a thread gets none any more.
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                // Threads that read the network count among them, and some begin as late as there is work for them.
                stalled.add(OverloadTest.stalledForm(server));
                RawConnection waiting = new RawConnection(server.port());
                stalled.add(waiting);
                return waiting.head("GET /nothing").staysQuiet(300);
            });
            for (int i = 0; i < 20; i++) {
                assertThat(old.head("GET /healthz").answer().status()).isEqualTo(200);
                try (RawConnection fresh = new RawConnection(server.port())) {
                    assertThat(fresh.head("GET /healthz").answer().body()).startsWith("{\"status\":\"ok\"");
                }
            }
            RawConnection last = stalled.get(stalled.size() - 1);
            assertThat(last.staysQuiet(100)).isTrue();
            for (RawConnection connection : stalled.subList(0, stalled.size() - 1)) {
                connection.close();
            }
            assertThat(last.answer().status()).isEqualTo(404);
        } finally {
            for (RawConnection connection : stalled) {
                connection.close();
            }
        }
    }
}
