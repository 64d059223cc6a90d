/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.Uncaught;

class OutboxTest extends OutboxFixture {
    @Test
    void anErrorWhileAnOutcomeIsRecordedIsNotKept() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("none left");
        OutboxListener failing = new OutboxListener() {
            @Override
            public void delivered(Completion completion, int attempts) {
                throw error;
            }
        };
        try (Uncaught uncaught = new Uncaught();
                Outbox other = open(failing, Duration.ofHours(24))) {
            var unused = other.enqueue(completion("job-1", "a"));
            manager.attempt(0).ends(OK);
            assertThat(uncaught.await()).isSameAs(error);
        }
    }

    @Test
    void deliveredCompletionIsNoLongerOwed() throws Exception {
        CompletableFuture<FirstAttempt> first = outbox.enqueue(completion("job-1", "a"));
        assertThat(outbox.owed()).isEqualTo(1);
        assertThat(first).isNotDone();

        manager.attempt(0).ends(OK);

        assertThat(ended(first)).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(listener.heard()).containsExactly("delivered a 1");
        assertThat(outbox.owed()).isZero();
    }

    @Test
    void failedAttemptsAreRepeatedWithGrowingDelays() throws Exception {
        CompletableFuture<FirstAttempt> first = outbox.enqueue(completion("job-1", "a"));
        fails(0, FAILED);
        assertThat(ended(first)).isEqualTo(FirstAttempt.OWED);

        alarm.advance(Duration.ofMillis(1_499));
        assertThat(manager.count()).isEqualTo(1);
        alarm.advance(Duration.ofMillis(1));
        fails(1, FAILED);
        alarm.advance(Duration.ofSeconds(3));
        manager.attempt(2).ends(OK);
        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 0);

        assertThat(listener.heard())
                .containsExactly(
                        "retrying a 1 " + NOW.plusMillis(1_500) + " status 500",
                        "retrying a 2 " + NOW.plusMillis(4_500) + " status 500",
                        "delivered a 3");
    }

    @Test
    void refusalEndsIt() throws Exception {
        CompletableFuture<FirstAttempt> first = outbox.enqueue(completion("job-1", "a"));

        manager.attempt(0).ends(Attempt.refused("status 404"));

        assertThat(ended(first)).isEqualTo(FirstAttempt.GIVEN_UP);
        assertThat(listener.heard()).containsExactly("givenUp a 1 status 404");
        alarm.advance(Duration.ofDays(2));
        assertThat(manager.count()).isEqualTo(1);
        assertThat(outbox.owed()).isZero();
    }

    @Test
    void lastAttemptIsMadeWhenTheTimeIsOver() throws Exception {
        try (Outbox brief = open(listener, Duration.ofSeconds(2))) {
            brief.enqueue(completion("job-1", "a"));
            fails(0, FAILED);
            alarm.advance(Duration.ofMillis(1_500));
            fails(1, FAILED);
            alarm.advance(Duration.ofMillis(500));
            manager.attempt(2).ends(FAILED);
            await().pollInterval(Duration.ofMillis(5)).until(() -> brief.owed() == 0);
        }
        assertThat(listener.heard())
                .containsExactly(
                        "retrying a 1 " + NOW.plusMillis(1_500) + " status 500",
                        "retrying a 2 " + NOW.plusSeconds(2) + " status 500",
                        "givenUp a 3 status 500");
    }

    @Test
    void managersOwnDelayIsHonouredWhenLonger() {
        outbox.enqueue(completion("job-1", "a"));
        fails(0, Attempt.retry(Duration.ofSeconds(100), "status 503"));

        alarm.advance(Duration.ofSeconds(99));
        assertThat(manager.count()).isEqualTo(1);
        alarm.advance(Duration.ofSeconds(1));
        fails(1, Attempt.retry(Duration.ofMillis(1), "status 503"));

        assertThat(listener.heard().get(1)).isEqualTo("retrying a 2 " + NOW.plusSeconds(103) + " status 503");
    }

    @Test
    void completionsOfOneJobGoOneAfterTheOther() throws Exception {
        outbox.enqueue(completion("job-1", "a"));
        CompletableFuture<FirstAttempt> second = outbox.enqueue(completion("job-1", "b"));
        outbox.enqueue(completion("job-2", "c"));
        FakeTransport.Sent first = manager.attempt(0);
        manager.attempt(1);
        assertThat(manager.keys()).containsExactlyInAnyOrder("a", "c");

        (first.completion().idempotencyKey().equals("a") ? first : manager.attempt(1)).ends(OK);

        assertThat(manager.attempt(2).completion().idempotencyKey()).isEqualTo("b");
        manager.attempt(2).ends(OK);
        assertThat(ended(second)).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(listener.heard()).containsExactly("delivered a 1", "delivered b 1");
    }

    @Test
    void newerCompletionHurriesTheOlderOne() throws Exception {
        outbox.enqueue(completion("job-1", "a"));
        fails(0, FAILED);

        CompletableFuture<FirstAttempt> newer = outbox.enqueue(completion("job-1", "b"));
        manager.attempt(1).ends(OK);
        manager.attempt(2).ends(OK);

        assertThat(ended(newer)).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(manager.keys()).containsExactly("a", "a", "b");
        alarm.advance(Duration.ofMinutes(10));
        assertThat(manager.count()).isEqualTo(3);
    }

    @Test
    void nobodyWaitsBehindAnOlderOneThatFailsAgain() throws Exception {
        outbox.enqueue(completion("job-1", "a"));
        FakeTransport.Sent older = manager.attempt(0);
        CompletableFuture<FirstAttempt> newer = outbox.enqueue(completion("job-1", "b"));

        older.ends(FAILED);

        assertThat(ended(newer)).isEqualTo(FirstAttempt.OWED);
        assertThat(outbox.owed()).isEqualTo(2);
    }

    @Test
    void nobodyHurriesPastATimeThatManagerNamed() throws Exception {
        outbox.enqueue(completion("job-1", "a"));
        fails(0, Attempt.retry(Duration.ofSeconds(60), "status 429"));

        CompletableFuture<FirstAttempt> newer = outbox.enqueue(completion("job-1", "b"));

        assertThat(ended(newer)).isEqualTo(FirstAttempt.OWED);
        assertThat(manager.count()).isEqualTo(1);
        alarm.advance(Duration.ofSeconds(60));
        manager.attempt(1).ends(Attempt.refused("status 410"));
        manager.attempt(2).ends(OK);
        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 0);
        assertThat(manager.keys()).containsExactly("a", "a", "b");
    }

    @Test
    void attemptsAtOnceAreBoundedAndWhoWaitsTooLongIsToldSo() throws Exception {
        List<CompletableFuture<FirstAttempt>> firsts = new ArrayList<>();
        for (int i = 0; i < OutboxQueue.MAX_RUNNING + 1; i++) {
            firsts.add(outbox.enqueue(completion("job-" + i, "k" + i)));
        }
        manager.attempt(OutboxQueue.MAX_RUNNING - 1);
        CompletableFuture<FirstAttempt> last = firsts.get(OutboxQueue.MAX_RUNNING);

        alarm.advance(TIMEOUT.multipliedBy(2).minusMillis(1));
        assertThat(last).isNotDone();
        alarm.advance(Duration.ofMillis(1));
        assertThat(ended(last)).isEqualTo(FirstAttempt.OWED);
        assertThat(manager.count()).isEqualTo(OutboxQueue.MAX_RUNNING);

        manager.attempt(3).ends(FAILED);
        manager.attempt(OutboxQueue.MAX_RUNNING).ends(OK);
        await().pollInterval(Duration.ofMillis(5)).until(() -> listener.heard().contains("delivered k8 1"));
    }

    @Test
    void repeatedAttemptsLeavePlacesForFirstOnes() throws Exception {
        for (int i = 0; i < 20; i++) {
            outbox.resume(completion("old-" + i, "old-" + i), 3, NOW);
        }
        manager.attempt(OutboxQueue.MAX_REPEATED_RUNNING - 1);
        assertThat(manager.count()).isEqualTo(OutboxQueue.MAX_REPEATED_RUNNING);

        CompletableFuture<FirstAttempt> fresh = outbox.enqueue(completion("new", "new"));

        FakeTransport.Sent attempt = manager.attempt(OutboxQueue.MAX_REPEATED_RUNNING);
        assertThat(attempt.completion().jobId()).isEqualTo("new");
        attempt.ends(OK);
        assertThat(ended(fresh)).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(manager.count()).isEqualTo(OutboxQueue.MAX_REPEATED_RUNNING + 1);
    }

    @Test
    void sameCompletionIsOwedOnce() throws Exception {
        CompletableFuture<FirstAttempt> one = outbox.enqueue(completion("job-1", "a"));
        CompletableFuture<FirstAttempt> other = outbox.resume(completion("job-1", "a"), 2, NOW);
        assertThat(outbox.owed()).isEqualTo(1);

        manager.attempt(0).ends(OK);

        assertThat(ended(one)).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(ended(other)).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(manager.count()).isEqualTo(1);
    }

    @Test
    void listenerThatFailsChangesNothing() throws Exception {
        try (Outbox unheard = open(new ThrowingListener(), Duration.ofHours(24))) {
            CompletableFuture<FirstAttempt> first = unheard.enqueue(completion("job-1", "a"));
            fails(0, FAILED);
            assertThat(ended(first)).isEqualTo(FirstAttempt.OWED);
            alarm.advance(Duration.ofSeconds(2));
            manager.attempt(1).ends(OK);
            await().pollInterval(Duration.ofMillis(5)).until(() -> unheard.owed() == 0);
        }
    }

    @Test
    void transportThatThrowsIsAFailedAttempt() throws Exception {
        CallbackTransport broken = completion -> {
            throw new IllegalStateException("broken");
        };
        try (Outbox over = new Outbox(broken, config(Duration.ZERO), listener, timing())) {
            assertThat(ended(over.enqueue(completion("job-1", "a")))).isEqualTo(FirstAttempt.GIVEN_UP);
        }
    }

    @Test
    void closingWaitsForTheAttemptUnderWayAndBeginsNoOther() throws Exception {
        CompletableFuture<FirstAttempt> running = outbox.enqueue(completion("job-1", "a"));
        CompletableFuture<FirstAttempt> behind = outbox.enqueue(completion("job-1", "b"));
        FakeTransport.Sent attempt = manager.attempt(0);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> outbox.close(Duration.ofSeconds(10)));
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> ended(outbox.enqueue(completion("job-9", "probe"))) == FirstAttempt.OWED);
        assertThat(closing).isNotDone();

        attempt.ends(OK);

        closing.get(5, TimeUnit.SECONDS);
        assertThat(ended(running)).isEqualTo(FirstAttempt.DELIVERED);
        assertThat(ended(behind)).isEqualTo(FirstAttempt.OWED);
        assertThat(listener.heard()).containsExactly("delivered a 1");
        assertThat(manager.keys()).containsExactly("a");
    }

    @Test
    void closingDoesNotWaitForLongerThanItMay() throws Exception {
        CompletableFuture<FirstAttempt> running = outbox.enqueue(completion("job-1", "a"));
        manager.attempt(0);

        outbox.close(Duration.ofMillis(50));

        assertThat(ended(running)).isEqualTo(FirstAttempt.OWED);
        assertThat(outbox.owed()).isEqualTo(1);
    }

    private static final class ThrowingListener implements OutboxListener {
        @Override
        public void delivered(Completion completion, int attempts) {
            throw new IllegalStateException("disk full");
        }

        @Override
        public void retrying(Completion completion, int attempts, Instant nextAttemptAt, String reason) {
            throw new IllegalStateException("disk full");
        }
    }
}
