/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

/** What was asked for cannot be done. The message is for the person who asked; it quotes no secret. */
final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }

    FailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
