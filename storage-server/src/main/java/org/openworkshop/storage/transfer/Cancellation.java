/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import org.jspecify.annotations.Nullable;

/**
 * How an operator's wish to end a job's present attempt reaches whoever works on it.
 *
 * <pre>
 *   closed ── open (an attempt begins) ── requested ── closed (the attempt ends, well or badly)
 *                       └────────────────────────────────┘
 * </pre>
 *
 * Once it is closed nothing more is stopped, so an interrupt never comes too late. Its lock comes before the job's. Thread-safe.
 */
final class Cancellation {
    private volatile boolean open;
    private boolean requested;
    private @Nullable Runnable stop;

    /** An attempt begins that can be cancelled. */
    synchronized void open() {
        open = true;
        requested = false;
        stop = null;
    }

    /** Whether an attempt is under way that can be cancelled. Waits for nobody. */
    boolean isOpen() {
        return open;
    }

    /**
     * Asks for the attempt's end, and stops the work at once as far as that is possible.
     *
     * @return false when there is no attempt, or it is ending already
     */
    synchronized boolean request() {
        if (!open) {
            return false;
        }
        Runnable way = stop;
        boolean first = !requested;
        requested = true;
        if (first && way != null) {
            // The attempt may have ended, and this be closed, when it returns.
            way.run();
        }
        return true;
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
