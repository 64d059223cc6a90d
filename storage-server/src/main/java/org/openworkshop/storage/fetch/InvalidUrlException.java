/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

/** A text that is no http or https URL. The message names the fault, never the URL, which may hold secrets. */
public final class InvalidUrlException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidUrlException(String message) {
        super(message);
    }

    InvalidUrlException(String message, Throwable cause) {
        super(message, cause);
    }
}
