/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.Uncaught;

class PingTimerTest {
    @Test
    void aRoundThatFailsIsFollowedByTheNext() throws Exception {
        CountDownLatch rounds = new CountDownLatch(3);
        try (PingTimer timer = new PingTimer()) {
            timer.start(
                    () -> {
                        rounds.countDown();
                        throw new IllegalStateException("a fault");
                    },
                    1);
            assertThat(rounds.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anErrorIsNotKept() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("none left");
        try (Uncaught uncaught = new Uncaught();
                PingTimer timer = new PingTimer()) {
            timer.start(
                    () -> {
                        throw error;
                    },
                    1);
            assertThat(uncaught.await()).isSameAs(error);
        }
    }
}
