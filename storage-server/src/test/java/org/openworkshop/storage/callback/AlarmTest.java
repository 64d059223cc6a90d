/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.Uncaught;

class AlarmTest {
    @Test
    void anErrorInATaskIsNotKept() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("none left");
        try (Uncaught uncaught = new Uncaught();
                Alarm alarm = Alarm.onThread()) {
            alarm.after(Duration.ZERO, () -> {
                throw error;
            });
            assertThat(uncaught.await()).isSameAs(error);
        }
    }

    @Test
    void aTaskThatFailsLeavesTheOthersToRun() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        try (Alarm alarm = Alarm.onThread()) {
            alarm.after(Duration.ZERO, () -> {
                throw new IllegalStateException("a fault");
            });
            alarm.after(Duration.ofMillis(1), next::countDown);
            assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
