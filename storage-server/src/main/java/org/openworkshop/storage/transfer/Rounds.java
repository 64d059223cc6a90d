/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/**
 * A task that a timer repeats. A timer keeps to itself what its task throws, and does not run it again: so that an error does
 * not leave the server without the task, the thread's handler of what nobody caught hears of it, which may end the process.
 */
final class Rounds {
    private Rounds() {}

    /** The task, whose errors are told. */
    static Runnable of(Runnable task) {
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
