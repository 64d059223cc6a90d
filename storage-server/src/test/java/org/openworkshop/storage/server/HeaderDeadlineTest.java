/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone, because it takes the place of whoever hears what nobody caught. */
@Isolated
class HeaderDeadlineTest {
    @Test
    void anErrorIsToldAndTheNextRoundComesAllTheSame() throws Exception {
        CountDownLatch rounds = new CountDownLatch(3);
        ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
        try (Uncaught uncaught = new Uncaught()) {
            HeaderDeadline deadline = new HeaderDeadline(
                    () -> {
                        rounds.countDown();
                        if (rounds.getCount() == 2) {
                            throw new AssertionError("the first round");
                        }
                        return List.of();
                    },
                    new ConnectionLimit(1),
                    Duration.ofMillis(100),
                    scheduler);
            scheduler.start();
            deadline.start();

            assertThat(uncaught.await()).hasMessage("the first round");
            assertThat(rounds.await(10, TimeUnit.SECONDS)).isTrue();
            deadline.stop();
        } finally {
            LifeCycle.stop(scheduler);
        }
    }
}
