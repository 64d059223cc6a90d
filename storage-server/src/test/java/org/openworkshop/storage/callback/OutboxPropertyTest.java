/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.openworkshop.storage.access.MutableClock;
import org.openworkshop.storage.config.ManagerConfig;

class OutboxPropertyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Property(tries = 40)
    void everyCompletionEndsOnceAndInItsJobsOrder(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 6) int jobs,
            @ForAll @IntRange(min = 1, max = 5) int perJob) {
        MutableClock clock = new MutableClock(NOW);
        FakeAlarm alarm = new FakeAlarm(clock);
        EndsListener ends = new EndsListener();
        CallbackTransport manager = completion -> CompletableFuture.supplyAsync(() -> outcome(random));
        ManagerConfig config = new ManagerConfig(
                URI.create("http://unused"),
                URI.create("http://unused"),
                Duration.ofSeconds(600),
                Duration.ofSeconds(15),
                Duration.ofHours(1),
                Duration.ofDays(7));
        try (Outbox outbox = new Outbox(manager, config, ends, new Outbox.Timing(clock, alarm, () -> 0.5))) {
            Map<String, List<String>> expected = new LinkedHashMap<>();
            List<CompletableFuture<FirstAttempt>> firsts = new ArrayList<>();
            for (int i = 0; i < jobs * perJob; i++) {
                String job = "job-" + i % jobs;
                expected.computeIfAbsent(job, unseen -> new ArrayList<>()).add("key-" + i);
                firsts.add(outbox.enqueue(new Completion(job, Map.of(), NOW, "key-" + i)));
            }
            await().pollInterval(Duration.ofMillis(2)).until(() -> {
                alarm.advance(Duration.ofMinutes(5));
                return outbox.owed() == 0;
            });
            assertThat(ends.ended()).isEqualTo(expected);
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> firsts.stream().allMatch(CompletableFuture::isDone));
            assertThat(firsts).noneMatch(CompletableFuture::isCompletedExceptionally);
        }
    }

    private static Attempt outcome(Random random) {
        int chance;
        synchronized (random) {
            chance = random.nextInt(10);
        }
        if (chance < 5) {
            return Attempt.retry(Duration.ofSeconds(chance == 0 ? 60 : 0), "status 503");
        }
        return chance < 9 ? Attempt.delivered("status 200") : Attempt.refused("status 404");
    }

    /** Keeps what ended, per job. */
    private static final class EndsListener implements OutboxListener {
        private final Map<String, List<String>> ended = new LinkedHashMap<>();

        @Override
        public void delivered(Completion completion, int attempts) {
            add(completion);
        }

        @Override
        public void givenUp(Completion completion, int attempts, String reason) {
            add(completion);
        }

        private synchronized void add(Completion completion) {
            ended.computeIfAbsent(completion.jobId(), unseen -> new ArrayList<>())
                    .add(completion.idempotencyKey());
        }

        synchronized Map<String, List<String>> ended() {
            return new LinkedHashMap<>(ended);
        }
    }
}
