/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

/** Hears a job's events, in order. Called with the job's lock held: implementations only queue and never block. */
public interface JobWatcher {
    /** Something happened; the first event is a snapshot. */
    void event(JobEvent event);

    /** The job is gone; nothing follows. */
    void gone();
}
