/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How an operator's wish to end a job's present attempt reaches whoever works on it, also after the process has ended.
 *
 * <pre>
 *   closed ── open (an attempt begins) ── requested ── closed (the attempt ends, well or badly)
 *                       └────────────────────────────────┘
 * </pre>
 *
 * Once it is closed nothing more is stopped, so an interrupt never comes too late. Its lock comes before the job's. Thread-safe.
 */
final class Cancellation {
    private final Notes notes;
    private volatile boolean open;
    private boolean requested;
    private @Nullable Runnable stop;

    /** Where the wish outlives the process, as long as the attempt does. */
    interface Notes {
        /** Whether the attempt on record is to end. */
        boolean isRequested();

        /**
         * Notes durably that the attempt on record is to end; does nothing when the present one is on none, as that ends with
         * the process anyway.
         */
        void request() throws IOException;
    }

    Cancellation(Notes notes) {
        this.notes = notes;
    }

    /** The attempt on record begins, or goes on, and can be cancelled; what was asked before it was left still holds. */
    void open() {
        open(notes.isRequested());
    }

    /** An attempt begins that can be cancelled and is not on record yet. */
    void openAnew() {
        open(false);
    }

    private synchronized void open(boolean noted) {
        open = true;
        requested = noted;
        stop = null;
    }

    /** Whether an attempt is under way that can be cancelled. Waits for nobody. */
    boolean isOpen() {
        return open;
    }

    /**
     * Asks for the attempt's end, and stops the work at once as far as that is possible. When this returns, the attempt ends even
     * if the process does so first.
     *
     * @return false when there is no attempt, or it is ending already
     * @throws IOException when the wish could not be noted; the work was stopped all the same
     */
    synchronized boolean request() throws IOException {
        if (!open) {
            return false;
        }
        try {
            notes.request();
        } finally {
            stop();
        }
        return true;
    }

    private void stop() {
        Runnable way = stop;
        boolean first = !requested;
        requested = true;
        if (first && way != null) {
            // The attempt may have ended, and this be closed, when it returns.
            way.run();
        }
    }

    /** Names how the work is stopped from now on, null when it looks by itself; runs at once when that was asked for before. */
    synchronized void through(@Nullable Runnable way) {
        stop = way;
        if (requested && way != null) {
            way.run();
        }
    }

    /** Whether the attempt is to end. */
    synchronized boolean isRequested() {
        return requested;
    }

    /**
     * The attempt ends: it is too late to ask.
     *
     * @return whether it was asked in time
     */
    synchronized boolean close() {
        open = false;
        stop = null;
        boolean inTime = requested;
        requested = false;
        return inTime;
    }

    /** How an attempt fails that was cancelled. */
    static TransferException failure(FailureReason reason) {
        return new TransferException(reason, "cancelled by an operator");
    }
}
