/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A client's bytes and what it says of them. For one thread. */
public interface UploadBody {
    /**
     * Reads like {@link java.io.InputStream#read(byte[], int, int)}.
     *
     * @throws TransferException {@link FailureReason#TIMEOUT} or {@link FailureReason#CLIENT_DISCONNECTED}
     */
    int read(byte[] buffer, int offset, int length) throws TransferException;

    /** The size the request's framing or the client's hint states, in bytes. */
    OptionalLong declaredBytes();

    /** The client's name for the file, foreign text. */
    @Nullable
    String fileName();
}
