/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.openworkshop.storage.access.MutableClock;
import org.openworkshop.storage.config.ManagerConfig;

/** An outbox whose time and Manager the test decides on. */
abstract class OutboxFixture {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Duration TIMEOUT = Duration.ofSeconds(15);
    static final Attempt FAILED = Attempt.retry(Duration.ZERO, "status 500");
    static final Attempt OK = Attempt.delivered("status 200");

    final MutableClock clock = new MutableClock(NOW);
    final FakeAlarm alarm = new FakeAlarm(clock);
    final FakeTransport manager = new FakeTransport();
    final RecordingListener listener = new RecordingListener();
    final Outbox outbox = open(listener, Duration.ofHours(24));

    @AfterEach
    void close() {
        outbox.close(Duration.ZERO);
    }

    /** Ends an attempt that is to be repeated, and waits until the next one is scheduled. */
    void fails(int number, Attempt as) {
        FakeTransport.Sent attempt = manager.attempt(number);
        int before = alarm.scheduled();
        attempt.ends(as);
        await().pollInterval(Duration.ofMillis(5)).until(() -> alarm.scheduled() > before);
    }

    static FirstAttempt ended(CompletableFuture<FirstAttempt> first) throws Exception {
        return first.get(5, TimeUnit.SECONDS);
    }

    Outbox open(OutboxListener heardBy, Duration retry) {
        return new Outbox(manager, config(retry), heardBy, timing());
    }

    Outbox.Timing timing() {
        return new Outbox.Timing(clock, alarm, () -> 0.5);
    }

    static ManagerConfig config(Duration retry) {
        URI unused = URI.create("http://unused");
        return new ManagerConfig(unused, unused, Duration.ofSeconds(600), TIMEOUT, retry, Duration.ofDays(7));
    }

    static Completion completion(String jobId, String key) {
        return new Completion(jobId, Map.of("job_id", jobId), NOW, key);
    }
}
