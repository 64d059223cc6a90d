/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.IOException;

/** Data that breaks the rules of its own container. */
final class MalformedImageException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedImageException(String message) {
        super(message);
    }
}
