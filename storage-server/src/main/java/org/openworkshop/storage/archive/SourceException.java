/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;

/** The source file itself could not be read: the machine's fault, not the archive's. */
final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceException(IOException cause) {
        super("Source file cannot be read: " + cause.getMessage(), cause);
    }
}
