/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs short tasks later. Closing forgets the ones that are not due. */
interface Alarm extends AutoCloseable {
    /** Runs the task after the delay, never on the caller's thread. Ignored after closing. */
    void after(Duration delay, Runnable task);

    @Override
    void close();

    /** One daemon thread that waits. */
    static Alarm onThread() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, "callback-alarm");
                    thread.setDaemon(true);
                    return thread;
                },
                (task, closed) -> {});
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new Alarm() {
            @Override
            public void after(Duration delay, Runnable task) {
                var unused = timer.schedule(task, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
            }

            @Override
            public void close() {
                timer.shutdownNow();
            }
        };
    }
}
