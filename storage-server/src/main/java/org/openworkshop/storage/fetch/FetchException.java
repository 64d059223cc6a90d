/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

/** A URL that could not be fetched. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The host resolves to an address that may not be called, or a redirect leads there. */
        FORBIDDEN_ADDRESS,
        /** The origin answered with a status that is no success; see {@link FetchException#status()}. */
        STATUS,
        /** More bytes than allowed. */
        TOO_LARGE,
        /** Connecting or waiting for bytes took too long, after all retries; or all of it together did. */
        TIMEOUT,
        /** Anything else: unresolvable, refused, broken connection after all retries, redirect loop. */
        FAILED
    }

    private final Reason reason;
    private final int status;

    public FetchException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.status = 0;
    }

    public FetchException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.status = 0;
    }

    private FetchException(int status) {
        super("origin answered " + status);
        this.reason = Reason.STATUS;
        this.status = status;
    }

    /** The origin's refusal with its HTTP status. */
    public static FetchException status(int status) {
        return new FetchException(status);
    }

    /** Why the fetch failed. */
    public Reason reason() {
        return reason;
    }

    /** The origin's HTTP status, 0 unless {@link Reason#STATUS}. */
    public int status() {
        return status;
    }
}
