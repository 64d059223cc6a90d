/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

/** A main directory that this server may not use; the message tells the operator why. */
public class MainDirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    public MainDirectoryException(String message) {
        super(message);
    }

    public MainDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
