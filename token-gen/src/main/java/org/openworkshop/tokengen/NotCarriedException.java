/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

/** A value of the Python service that the server would not accept. The message completes "NAME …" and never quotes the value. */
final class NotCarriedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotCarriedException(String message) {
        super(message);
    }
}
