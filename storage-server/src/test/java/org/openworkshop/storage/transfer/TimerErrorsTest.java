/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerErrorsTest {
    @Test
    void anErrorInATimersTaskIsToldToTheThreadsHandler() throws Exception {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        OutOfMemoryError error = new OutOfMemoryError("none left");
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "timer");
            thread.setUncaughtExceptionHandler((which, thrown) -> told.complete(thrown));
            return thread;
        });
        try {
            var unused = timer.scheduleWithFixedDelay(
                    TimerErrors.told(() -> {
                        throw error;
                    }),
                    0,
                    1,
                    TimeUnit.HOURS);
            assertThat(told.get(10, TimeUnit.SECONDS)).isSameAs(error);
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void exceptionsAreLeftToTheTask() {
        Runnable failing = TimerErrors.told(() -> {
            throw new IllegalStateException("a fault");
        });
        assertThatThrownBy(failing::run).isInstanceOf(IllegalStateException.class);
    }
}
