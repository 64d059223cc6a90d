/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import java.io.Serial;

/** The running server cannot be asked, or refuses; the message says why, to the operator. */
final class OperatorException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    OperatorException(String message) {
        super(message);
    }

    OperatorException(String message, Throwable cause) {
        super(message, cause);
    }
}
