/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an error that nobody in this program handles. A machine that has no memory left, or is broken, may have lost
 * any thread in the middle of anything: the process ends at once with {@link #EXIT_CODE}, and whoever supervises it starts a new
 * one, which takes the jobs up from their records. Everything else ends its thread and is logged. What is handled does not come
 * here: an archive or an image that needs too much memory fails its job, a request fails with 500.
 */
public final class FatalErrors {
    /** That of a program that failed. */
    public static final int EXIT_CODE = 1;

    private static final Logger LOG = LoggerFactory.getLogger(FatalErrors.class);

    private FatalErrors() {}

    /** From here on, for all threads. */
    public static void endTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler(FatalErrors::judge);
    }

    private static void judge(Thread thread, Throwable thrown) {
        // A stack that is too deep is gone with its thread.
        boolean fatal = thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
        try {
            LOG.error(fatal ? "The process ends thread={}" : "A thread ends thread={}", thread.getName(), thrown);
        } finally {
            if (fatal) {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
