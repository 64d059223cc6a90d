/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;

/** An encoded body that is longer than anything of the allowed size needs. */
final class OverLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    OverLimitException() {
        super("encoded body is too long");
    }
}
