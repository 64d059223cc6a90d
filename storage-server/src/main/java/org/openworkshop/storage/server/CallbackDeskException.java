/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

/** What the operator asked of the callbacks cannot be done; the message says why and what to do. */
public final class CallbackDeskException extends Exception {
    private static final long serialVersionUID = 1L;

    CallbackDeskException(String message) {
        super(message);
    }

    CallbackDeskException(String message, Throwable cause) {
        super(message, cause);
    }
}
