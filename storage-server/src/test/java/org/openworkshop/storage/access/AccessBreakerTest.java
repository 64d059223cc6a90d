/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.config.AccessConfig;

class AccessBreakerTest {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final AccessBreaker breaker = new AccessBreaker(new AccessConfig.Breaker(3, PAUSE), nanos::get);

    @Test
    void failuresInARowOpenItAndAnAnswerBetweenStartsTheCountAgain() {
        assertThat(ask().unanswered()).isFalse();
        assertThat(ask().unanswered()).isFalse();
        assertThat(ask().answered()).isFalse();
        assertThat(ask().unanswered()).isFalse();
        assertThat(ask().unanswered()).isFalse();
        assertThat(breaker.isOpen()).isFalse();

        assertThat(ask().unanswered()).isTrue();

        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.tryAsk()).isNull();
    }

    @Test
    void questionThatWasWithdrawnCountsNeitherWay() {
        ask().unanswered();
        ask().unanswered();
        ask().withdrawn();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(ask().unanswered()).isTrue();
    }

    @Test
    void afterThePauseOneQuestionAtATimeIsLetThrough() {
        open();
        pass(PAUSE.minusNanos(1));
        assertThat(breaker.tryAsk()).isNull();
        pass(Duration.ofNanos(1));

        AccessBreaker.Question probe = ask();
        assertThat(breaker.tryAsk()).isNull();
        probe.withdrawn();
        AccessBreaker.Question second = ask();
        assertThat(breaker.tryAsk()).isNull();
        assertThat(second.unanswered()).isFalse();

        assertThat(breaker.tryAsk()).as("another pause").isNull();
        pass(PAUSE);
        assertThat(ask().answered()).isTrue();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(ask().unanswered()).as("the count starts again").isFalse();
    }

    @Test
    void questionsFromBeforeThePauseDoNotProlongItButTheirAnswerEndsIt() {
        AccessBreaker.Question early = ask();
        AccessBreaker.Question late = ask();
        open();
        pass(PAUSE);
        AccessBreaker.Question probe = ask();
        assertThat(early.unanswered()).isFalse();
        assertThat(breaker.tryAsk()).as("the probe is still out").isNull();
        assertThat(late.answered()).isTrue();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(probe.unanswered()).isFalse();
        assertThat(breaker.tryAsk()).isNotNull();
    }

    @Test
    void zeroFailuresTurnItOff() {
        AccessBreaker off = new AccessBreaker(new AccessConfig.Breaker(0, PAUSE), nanos::get);
        for (int i = 0; i < 1000; i++) {
            assertThat(Objects.requireNonNull(off.tryAsk()).unanswered()).isFalse();
        }
        assertThat(off.isOpen()).isFalse();
    }

    private void open() {
        for (int i = 0; i < 3; i++) {
            ask().unanswered();
        }
        assertThat(breaker.isOpen()).isTrue();
    }

    private AccessBreaker.Question ask() {
        return Objects.requireNonNull(breaker.tryAsk());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
