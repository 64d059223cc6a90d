/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/**
 * Errors in what a timer runs. A timer keeps to itself what its task throws, and does not repeat that task: so that an error does
 * not leave the server without it, the thread's handler of what nobody caught hears of it, which may end the process.
 */
public final class TimerErrors {
    private TimerErrors() {}

    /** The task, whose errors are told. */
    public static Runnable told(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Error e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                throw e;
            }
        };
    }
}
