/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

/** A transfer that did not end well; the message says why. */
final class IngestException extends Exception {
    private static final long serialVersionUID = 1L;

    IngestException(String message) {
        super(message);
    }
}
