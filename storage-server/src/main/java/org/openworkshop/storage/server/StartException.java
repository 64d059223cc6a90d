/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

/** The server cannot start; the message tells the operator why and what to do. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
