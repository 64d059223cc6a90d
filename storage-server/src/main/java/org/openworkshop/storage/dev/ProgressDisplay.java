/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

/** Shows a job's progress in the terminal. Called by one thread at a time. */
interface ProgressDisplay extends AutoCloseable {
    /** Shows the newest state. */
    void show(ProgressFrame frame);

    /** Leaves the cursor on a fresh line. */
    @Override
    void close();
}
