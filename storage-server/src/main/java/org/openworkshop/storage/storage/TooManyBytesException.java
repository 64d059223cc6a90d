/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

/** More bytes came than a file may have. */
public final class TooManyBytesException extends Exception {
    private static final long serialVersionUID = 1L;

    public TooManyBytesException(long maxBytes) {
        super("more than " + maxBytes + " bytes");
    }
}
