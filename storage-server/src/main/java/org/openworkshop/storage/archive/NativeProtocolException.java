/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/** A worker said what no worker says. */
final class NativeProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    NativeProtocolException(String message) {
        super(message);
    }
}
