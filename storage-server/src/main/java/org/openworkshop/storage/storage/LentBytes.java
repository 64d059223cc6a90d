/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.nio.ByteBuffer;

/** Bytes in somebody's buffer, lent until they are given back. */
public interface LentBytes {
    /** The bytes, from position to limit, unchanged until they are given back. */
    ByteBuffer bytes();

    /** Gives the buffer back; called once. */
    void giveBack();
}
