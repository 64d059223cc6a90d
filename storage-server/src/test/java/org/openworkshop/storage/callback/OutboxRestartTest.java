/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.config.ManagerConfig;
import org.openworkshop.storage.config.Secret;
import org.openworkshop.storage.storage.MainDirectory;

/** The outbox and the files together, with real time, real files and real sockets. */
class OutboxRestartTest {
    private static final String JOB = "job-0001";
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path mainDir;

    private final MockWebServer manager = new MockWebServer();
    private MainDirectory held;
    private CompletionFiles files;

    @BeforeEach
    void start() throws Exception {
        manager.start();
        held = MainDirectory.open(mainDir);
        files = new CompletionFiles(held, CLOCK);
    }

    @AfterEach
    void stop() throws IOException {
        manager.close();
        held.close();
    }

    @Test
    void completionsGoOnAfterARestartUnderTheSameKeysInOrder() throws Exception {
        StoredCompletion first = StoredCompletion.owed(completion("key-a"));
        StoredCompletion second = StoredCompletion.owed(completion("key-b"));
        files.add(JOB, List.of(first, second));
        answer(503, 200, 410);
        try (Running before = new Running()) {
            before.outbox.enqueue(first.completion()).get(5, TimeUnit.SECONDS);
        }
        StoredCompletion failed = files.find(JOB).get(0);
        assertThat(failed.attempts()).isEqualTo(1);
        assertThat(failed.lastError()).isEqualTo("status 503");
        assertThat(failed.nextAttemptAt()).isNotNull();

        files = new CompletionFiles(held, CLOCK);
        try (Running after = new Running()) {
            for (StoredCompletion each : files.all()) {
                after.resume(each);
            }
            await().until(() -> after.outbox.owed() == 0);
        }

        RecordedRequest one = request();
        RecordedRequest again = request();
        RecordedRequest other = request();
        assertThat(List.of(key(one), key(again), key(other))).containsExactly("key-a", "key-a", "key-b");
        assertThat(again.getBody()).isEqualTo(one.getBody());
        assertThat(files.find(JOB)).singleElement().satisfies(left -> {
            assertThat(left.idempotencyKey()).isEqualTo("key-b");
            assertThat(left.isGivenUp()).isTrue();
            assertThat(left.lastError()).isEqualTo("status 410");
        });
        assertThat(files.counts()).isEqualTo(new CompletionFiles.Counts(0, 1));
    }

    @Test
    void whatWasGivenUpIsSentAgainWhenAnotherProcessAsks() throws Exception {
        files.add(JOB, List.of(StoredCompletion.owed(completion("key-a")).givenUp(9, "status 404", Instant.now())));
        answer(200);
        try (Running server = new Running();
                RetryRequests requests = new RetryRequests(held, server::sendAgain)) {
            RetryRequests.request(mainDir, JOB);

            requests.look();

            await().until(() -> files.find(JOB).isEmpty());
        }
        assertThat(key(request())).isEqualTo("key-a");
    }

    private void answer(int... statuses) {
        for (int status : statuses) {
            manager.enqueue(new MockResponse.Builder().code(status).build());
        }
    }

    private RecordedRequest request() throws InterruptedException {
        return Objects.requireNonNull(manager.takeRequest(5, TimeUnit.SECONDS));
    }

    private static String key(RecordedRequest request) {
        return String.valueOf(request.getHeaders().get("Idempotency-Key"));
    }

    private static Completion completion(String key) {
        return new Completion(JOB, Map.of("job_id", JOB, "status", "success"), Instant.now(), key);
    }

    /** What a server has while it runs. */
    private final class Running implements AutoCloseable {
        final CallbackSender sender;
        final Outbox outbox;

        Running() {
            var url = manager.url("/completions").uri();
            ManagerConfig config = new ManagerConfig(
                    url, url, Duration.ofSeconds(600), Duration.ofSeconds(5), Duration.ofHours(24), Duration.ofDays(7));
            sender = new CallbackSender(
                    config, new TransferTokens(new Secret("0123456789abcdef0123456789abcdef"), CLOCK), CLOCK);
            outbox = new Outbox(sender, config, new FileListener(files), CLOCK);
        }

        void resume(StoredCompletion stored) {
            Instant next = stored.nextAttemptAt();
            var unused = outbox.resume(stored.completion(), stored.attempts(), next == null ? CLOCK.instant() : next);
        }

        void sendAgain(String jobId) {
            try {
                for (StoredCompletion each : files.find(jobId)) {
                    if (each.isGivenUp()) {
                        files.replace(each.owedNow());
                        resume(each.owedNow());
                    }
                }
                outbox.hurry(jobId);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            outbox.close();
            sender.close();
        }
    }

    /** Keeps the files as the outbox tells. */
    private record FileListener(CompletionFiles files) implements OutboxListener {
        @Override
        public void delivered(Completion completion, int attempts) {
            change(() -> files.remove(completion.jobId(), completion.idempotencyKey()));
        }

        @Override
        public void retrying(Completion completion, int attempts, Instant nextAttemptAt, String reason) {
            change(() -> files.replace(StoredCompletion.owed(completion).retrying(attempts, nextAttemptAt, reason)));
        }

        @Override
        public void givenUp(Completion completion, int attempts, String reason) {
            change(() -> files.replace(StoredCompletion.owed(completion).givenUp(attempts, reason, Instant.now())));
        }

        private interface Change {
            boolean run() throws IOException;
        }

        private static void change(Change change) {
            try {
                change.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
