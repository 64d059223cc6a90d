/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import org.slf4j.MDC;

/**
 * The job that a thread is at work on: every line that it logs until {@link #end} tells the job, also those of rooms that know no
 * jobs, such as the reader of an archive.
 */
final class AtWork {
    private static final String NAME = "job";

    private AtWork() {}

    /** To be followed by {@link #end} on the same thread, whatever happens. */
    static void on(JobId job) {
        MDC.put(NAME, job.value());
    }

    static void end() {
        MDC.remove(NAME);
    }
}
