/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

/** A main directory that another server holds; {@link MainDirectory#open} throws it for nothing else. */
public final class MainDirectoryInUseException extends MainDirectoryException {
    private static final long serialVersionUID = 1L;

    public MainDirectoryInUseException(String message) {
        super(message);
    }

    public MainDirectoryInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
