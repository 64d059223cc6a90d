/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;

/** Bytes that were not written because the disk has no room for them, or would have less free than it must. */
public final class InsufficientSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    InsufficientSpaceException(String message) {
        super(message);
    }
}
