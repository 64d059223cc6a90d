/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.config.Secret;
import org.openworkshop.storage.server.SocketCrowd;
import org.openworkshop.storage.transfer.JobEvent;
import org.openworkshop.storage.transfer.JobWatcher;
import org.openworkshop.storage.transfer.Stage;

/** Watchers that read nothing beside watchers that read, on real connections; the job's events are the test's. */
class SlowReadersTest {
    private static final int FAST = 100;
    private static final int SLOW = 50;
    private static final int ROUNDS = 40;
    private static final Duration GENEROUS = Duration.ofSeconds(60);
    private static final String SECRET = "a transfer secret of more than 32 bytes";
    private static final String JOB = "job-slow-readers";

    /** Far more than a stage tells in one frame, so that a client that reads nothing is full after a few. */
    private static final String DETAIL = "x".repeat(32 * 1024);

    private static final List<Stage> STAGES =
            List.of(Stage.UPLOADING, Stage.UPLOADED, Stage.EXTRACTING, Stage.REPACKING);

    private final Set<JobWatcher> watchers = new CopyOnWriteArraySet<>();
    private final List<WeakReference<JobEvent>> told = new ArrayList<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final JobSockets sockets = new JobSockets(
            (id, watcher) -> {
                watchers.add(watcher);
                watcher.event(event(JobEvent.Type.PROGRESS, Stage.PENDING, 0));
                return () -> watchers.remove(watcher);
            },
            new TransferTokens(new Secret(SECRET), Clock.systemUTC()));

    private final String target = "/transfer/ws/" + JOB + "?token="
            + JWT.create().withClaim("job_id", JOB).withAudience("storage").sign(Algorithm.HMAC256(SECRET));

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.setHandler(sockets.handler(server));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        sockets.close();
    }

    @Test
    void whoReadsNothingDelaysNobodyHoldsNoEventsAndMissesOnlyProgress() throws Exception {
        List<StalledReader> slow = new ArrayList<>();
        try (SocketCrowd fast = new SocketCrowd(connector.getLocalPort(), FAST, i -> target, "")) {
            for (int i = 0; i < SLOW; i++) {
                slow.add(new StalledReader(connector.getLocalPort(), target, 4096));
            }
            await().atMost(GENEROUS).until(() -> watchers.size() == FAST + SLOW && fast.texts() == FAST);

            for (Stage stage : STAGES) {
                long before = fast.texts();
                tell(JobEvent.Type.STAGE, stage, told.size());
                for (int i = 0; i < ROUNDS; i++) {
                    tell(JobEvent.Type.PROGRESS, stage, told.size());
                }
                await().atMost(GENEROUS).until(() -> fast.texts() > before + FAST);
            }
            await().atMost(GENEROUS).until(() -> {
                System.gc();
                // The bytes of the last 64 frames are kept for whoever asks next.
                return told.stream().filter(event -> event.get() != null).count() <= 64 + STAGES.size() + 1;
            });

            tell(JobEvent.Type.COMPLETE, Stage.PACKED, told.size());
            await().atMost(GENEROUS).until(() -> fast.closed() == FAST);

            for (StalledReader reader : slow) {
                assertMissedOnlyProgress(reader.read());
            }
        } finally {
            for (StalledReader reader : slow) {
                reader.close();
            }
        }
    }

    private static void assertMissedOnlyProgress(StalledReader.Heard heard) {
        assertThat(heard.closeCode()).isEqualTo(1000);
        assertThat(heard.texts()).extracting(text -> text.path("bytes").asInt()).isSorted();
        assertThat(heard.texts())
                .filteredOn(text -> text.path("event").asText().equals("stage"))
                .extracting(text -> text.path("stage").asText())
                .containsExactlyElementsOf(STAGES.stream().map(Stage::wireName).toList());
        JsonNode last = heard.texts().get(heard.texts().size() - 1);
        assertThat(last.path("event").asText()).isEqualTo("complete");
        // The stages, a progress before and after each, the end, and the few frames that the system took.
        assertThat(heard.texts()).hasSizeLessThan(25);
    }

    private void tell(JobEvent.Type type, Stage stage, int bytes) {
        JobEvent event = event(type, stage, bytes);
        told.add(new WeakReference<>(event));
        watchers.forEach(watcher -> watcher.event(event));
    }

    private static JobEvent event(JobEvent.Type type, Stage stage, int bytes) {
        return new JobEvent(type, bytes, null, stage, null, null, DETAIL, null, null);
    }
}
