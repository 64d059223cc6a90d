/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

/** A request that was refused with an HTTP status; the message is the body of the answer. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The body of the answer. */
    String phrase() {
        return String.valueOf(getMessage());
    }
}
