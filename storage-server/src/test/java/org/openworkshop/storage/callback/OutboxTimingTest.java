/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When attempts are made: after a restart, hurried, held. */
class OutboxTimingTest extends OutboxFixture {
    @Test
    void heldOutboxMakesNoAttemptsAndLetsNobodyWait() throws Exception {
        outbox.enqueue(completion("job-1", "a"));
        fails(0, FAILED);
        CompletableFuture<FirstAttempt> before = outbox.enqueue(completion("job-2", "b"));
        outbox.hold();
        assertThat(ended(before)).isEqualTo(FirstAttempt.OWED);
        assertThat(ended(outbox.enqueue(completion("job-3", "c")))).isEqualTo(FirstAttempt.OWED);
        manager.attempt(1).ends(OK);
        alarm.advance(Duration.ofHours(1));
        outbox.hurry("job-1");
        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 2);
        assertThat(manager.count()).isEqualTo(2);

        outbox.open();
        manager.attempt(2).ends(OK);
        manager.attempt(3).ends(OK);
        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 0);
        assertThat(listener.heard()).contains("delivered a 2", "delivered b 1", "delivered c 1");
    }

    @Test
    void attemptsGoOnAfterARestartWhereTheyWere() {
        outbox.resume(completion("job-1", "a"), 4, NOW.plusSeconds(20));
        alarm.advance(Duration.ofSeconds(19));
        assertThat(manager.count()).isZero();
        alarm.advance(Duration.ofSeconds(1));

        fails(0, FAILED);
        assertThat(listener.heard()).containsExactly("retrying a 5 " + NOW.plusSeconds(44) + " status 500");
    }

    @Test
    void timeFarAwayIsNotBelieved() {
        outbox.resume(completion("job-1", "a"), 4, NOW.plus(Duration.ofDays(300)));

        alarm.advance(RetryDelays.LONGEST);

        manager.attempt(0).ends(OK);
        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 0);
    }

    @Test
    void completionWhoseTimeEndedWhileTheServerWasDownGetsOneMoreAttempt() throws Exception {
        clock.advance(Duration.ofDays(3));
        CompletableFuture<FirstAttempt> first = outbox.resume(completion("job-1", "a"), 7, NOW);

        manager.attempt(0).ends(FAILED);

        assertThat(ended(first)).isEqualTo(FirstAttempt.GIVEN_UP);
        assertThat(listener.heard()).containsExactly("givenUp a 8 status 500");
    }

    @Test
    void timeForAttemptsCountsFromTheCompletionAlsoAcrossRestarts() throws Exception {
        try (Outbox restarted = open(listener, Duration.ofMinutes(10))) {
            clock.advance(Duration.ofMinutes(9));
            restarted.resume(completion("job-1", "a"), 20, NOW);
            fails(0, FAILED);
            alarm.advance(Duration.ofMinutes(1));
            manager.attempt(1).ends(FAILED);
            await().pollInterval(Duration.ofMillis(5)).until(() -> restarted.owed() == 0);
        }
        assertThat(listener.heard())
                .containsExactly(
                        "retrying a 21 " + NOW.plus(Duration.ofMinutes(10)) + " status 500", "givenUp a 22 status 500");
    }

    @Test
    void completionsOfOneJobKeepTheirOrderAcrossARestart() throws Exception {
        outbox.resume(completion("job-1", "a"), 2, NOW.plusSeconds(40));
        outbox.resume(completion("job-1", "b"), 1, NOW.minusSeconds(5));
        outbox.resume(completion("job-1", "c"), 1, NOW);
        assertThat(manager.count()).isZero();

        alarm.advance(Duration.ofSeconds(40));
        manager.attempt(0).ends(OK);
        manager.attempt(1).ends(Attempt.refused("status 410"));
        manager.attempt(2).ends(OK);

        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 0);
        assertThat(manager.keys()).containsExactly("a", "b", "c");
    }

    @Test
    void hurriedJobIsToldAtOnceAndInOrder() throws Exception {
        outbox.enqueue(completion("job-1", "a"));
        fails(0, FAILED);
        outbox.resume(completion("job-1", "b"), 3, NOW.plusSeconds(200));
        outbox.resume(completion("job-2", "c"), 3, NOW.plusSeconds(200));

        assertThat(outbox.hurry("job-1")).isTrue();

        manager.attempt(1).ends(OK);
        manager.attempt(2).ends(OK);
        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 1);
        assertThat(manager.keys()).containsExactly("a", "a", "b");
        alarm.advance(Duration.ofSeconds(199));
        assertThat(manager.count()).isEqualTo(3);
    }

    @Test
    void hurryingGoesPastATimeThatManagerNamed() {
        outbox.enqueue(completion("job-1", "a"));
        fails(0, Attempt.retry(Duration.ofSeconds(60), "status 429"));

        outbox.hurry("job-1");

        fails(1, FAILED);
        assertThat(listener.heard().get(1)).isEqualTo("retrying a 2 " + NOW.plusSeconds(3) + " status 500");
    }

    @Test
    void hurriedAttemptIsNotMadeAgainWhenItsFirstDelayIsOver() throws Exception {
        outbox.enqueue(completion("job-1", "a"));
        fails(0, FAILED);
        outbox.hurry("job-1");
        outbox.hurry("job-1");
        manager.attempt(1);

        alarm.advance(Duration.ofSeconds(10));

        assertThat(manager.count()).isEqualTo(2);
        manager.attempt(1).ends(OK);
        await().pollInterval(Duration.ofMillis(5)).until(() -> outbox.owed() == 0);
        assertThat(manager.count()).isEqualTo(2);
    }

    @Test
    void hurryingAJobThatOwesNothingDoesNothing() {
        assertThat(outbox.hurry("job-1")).isFalse();
        outbox.close(Duration.ZERO);
        assertThat(outbox.hurry("job-1")).isFalse();
    }
}
