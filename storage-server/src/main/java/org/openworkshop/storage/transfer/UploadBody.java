/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.LentBytes;
import org.openworkshop.storage.trace.TraceContext;

/** A client's bytes and what it says of them. For one thread, but where it says otherwise. */
public interface UploadBody {
    /**
     * The next bytes, null when all have come. Blocks until some are there; the caller sees to it that they are given back.
     *
     * @param position how many there were so far, for a file that is best written in whole blocks
     * @throws TransferException {@link FailureReason#TIMEOUT} or {@link FailureReason#CLIENT_DISCONNECTED}
     */
    @Nullable
    LentBytes next(long position) throws TransferException;

    /** Has whoever waits for bytes, and whoever asks for more, fail with {@link FailureReason#CLIENT_DISCONNECTED}. For any thread. */
    void stop();

    /** The size the request's framing or the client's hint states, in bytes. */
    OptionalLong declaredBytes();

    /** The client's name for the file, foreign text. */
    @Nullable
    String fileName();

    /** The SHA-256 that the client states of its bytes, in lower-case hexadecimal; null when it states none. */
    @Nullable
    String statedSha256();

    /** The request that brings it, for a trace; null when nobody follows it. */
    default @Nullable TraceContext caller() {
        return null;
    }
}
