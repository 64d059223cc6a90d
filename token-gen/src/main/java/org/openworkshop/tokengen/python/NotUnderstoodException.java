/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

/** An expression whose value cannot be told without running it. The message completes "its value …", and quotes no text of it. */
final class NotUnderstoodException extends Exception {
    private static final long serialVersionUID = 1L;

    NotUnderstoodException(String message) {
        super(message);
    }
}
