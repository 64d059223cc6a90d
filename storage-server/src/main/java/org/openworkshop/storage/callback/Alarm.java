/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Runs short tasks later, whatever became of the ones before. Closing forgets the ones that are not due. */
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
                var unused = timer.schedule(told(task), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
            }

            @Override
            public void close() {
                timer.shutdownNow();
            }
        };
    }

    /**
     * A timer's task whose faults do not stay with the timer: an exception is logged and ends this run only, an error goes to the
     * thread's handler of what nobody caught, which may end the process.
     */
    static Runnable told(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(Alarm.class).error("What was to be done later failed", e);
            } catch (Error e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                throw e;
            }
        };
    }
}
