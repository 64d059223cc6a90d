/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;

/** A host none of whose addresses may be called. Travels through the HTTP client as a connect failure. */
final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String host) {
        super("no public address: " + host);
    }
}
