/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.config.ManagerConfig;
import org.openworkshop.storage.config.Secret;

/** The outbox with real time, real sockets and a Manager that misbehaves. Alone, because it counts threads. */
@Isolated
class OutboxManagerTest {
    private final MockWebServer manager = new MockWebServer();
    private final RecordingListener listener = new RecordingListener();
    private @Nullable CallbackSender sender;
    private @Nullable Outbox outbox;

    @BeforeEach
    void start() throws Exception {
        manager.start();
    }

    @AfterEach
    void stop() {
        if (outbox != null) {
            outbox.close(Duration.ZERO);
        }
        if (sender != null) {
            sender.close();
        }
        manager.close();
    }

    @Test
    void managerThatFailsOnceIsToldASecondLater() throws Exception {
        manager.enqueue(new MockResponse.Builder().code(500).build());
        manager.enqueue(new MockResponse.Builder().code(200).build());

        CompletableFuture<FirstAttempt> first = open(Duration.ofSeconds(5)).enqueue(completion("job-1"));

        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(FirstAttempt.OWED);
        await().until(() -> listener.heard().contains("delivered job-1 2"));
        RecordedRequest one = Objects.requireNonNull(manager.takeRequest(1, TimeUnit.SECONDS));
        RecordedRequest two = Objects.requireNonNull(manager.takeRequest(1, TimeUnit.SECONDS));
        assertThat(two.getBody()).isEqualTo(one.getBody());
        assertThat(two.getHeaders().get("Idempotency-Key")).isEqualTo("job-1");
        assertThat(two.getHeaders().get("Authorization"))
                .isNotEqualTo(one.getHeaders().get("Authorization"));
    }

    @Test
    void managerMayUseTheServerWhileItAnswers() throws Exception {
        CompletableFuture<Outbox> used = new CompletableFuture<>();
        manager.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                if ("job-1".equals(request.getHeaders().get("Idempotency-Key"))) {
                    try {
                        FirstAttempt inner =
                                used.join().enqueue(completion("job-2")).get(3, TimeUnit.SECONDS);
                        return new MockResponse.Builder()
                                .code(
                                        inner == FirstAttempt.DELIVERED
                                                        && used.join().owed() == 1
                                                ? 200
                                                : 404)
                                .build();
                    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException stuck) {
                        return new MockResponse.Builder().code(404).build();
                    }
                }
                return new MockResponse.Builder().code(200).build();
            }
        });
        used.complete(open(Duration.ofSeconds(5)));

        FirstAttempt first = used.join().enqueue(completion("job-1")).get(10, TimeUnit.SECONDS);

        assertThat(first).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(listener.heard()).containsExactly("delivered job-2 1", "delivered job-1 1");
    }

    @Test
    void slowAnswerToOneJobHoldsNoOtherUp() throws Exception {
        manager.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                boolean slow = String.valueOf(request.getHeaders().get("Idempotency-Key"))
                        .startsWith("slow");
                return new MockResponse.Builder()
                        .headersDelay(slow ? 60 : 0, TimeUnit.SECONDS)
                        .build();
            }
        });
        Outbox busy = open(Duration.ofSeconds(30));
        for (int i = 0; i < OutboxQueue.MAX_RUNNING - 1; i++) {
            busy.enqueue(completion("slow-" + i));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(busy.enqueue(completion("quick-" + i)).get(5, TimeUnit.SECONDS))
                    .isEqualTo(FirstAttempt.DELIVERED);
        }
        assertThat(busy.owed()).isEqualTo(OutboxQueue.MAX_RUNNING - 1);
    }

    @Test
    void closedOutboxAndSenderLeaveNoThreads() throws Exception {
        manager.enqueue(new MockResponse.Builder().code(503).build());
        Outbox closing = open(Duration.ofSeconds(5));
        closing.enqueue(completion("job-1")).get(5, TimeUnit.SECONDS);

        closing.close();
        Objects.requireNonNull(sender).close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("callback")));
        assertThat(closing.owed()).isEqualTo(1);
    }

    private Outbox open(Duration timeout) {
        var url = manager.url("/internal/storage/transfer-completions").uri();
        ManagerConfig config =
                new ManagerConfig(url, url, Duration.ofSeconds(600), timeout, Duration.ofHours(24), Duration.ofDays(7));
        Clock clock = Clock.systemUTC();
        sender = new CallbackSender(
                config, new TransferTokens(new Secret("0123456789abcdef0123456789abcdef"), clock), clock);
        outbox = new Outbox(sender, config, listener, clock);
        return outbox;
    }

    private static Completion completion(String jobId) {
        return new Completion(jobId, Map.of("job_id", jobId), Instant.now(), jobId);
    }
}
