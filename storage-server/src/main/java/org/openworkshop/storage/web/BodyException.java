/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;

/** A request body that did not arrive whole: the client was too slow or went away. */
public final class BodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean timedOut;

    BodyException(boolean timedOut, Throwable cause) {
        super(timedOut ? "the client was too slow" : "the client went away", cause);
        this.timedOut = timedOut;
    }

    /** Whether the client was silent for too long, or took too long in all, rather than gone. */
    public boolean timedOut() {
        return timedOut;
    }
}
