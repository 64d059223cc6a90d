/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

/** A token that is not accepted. The message never contains the token. */
public final class TokenException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Absent or empty. */
        MISSING,
        /** Wrong, expired, or for another audience. */
        REFUSED,
        /** Too many wrong tokens from this address; try again later. */
        TOO_MANY_FAILURES
    }

    private final Reason reason;

    public TokenException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why the token is not accepted. */
    public Reason reason() {
        return reason;
    }
}
