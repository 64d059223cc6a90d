/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

/** Text that cannot be a manage token. The message completes "the token …" and never quotes it. */
final class UnusableTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableTokenException(String message) {
        super(message);
    }
}
