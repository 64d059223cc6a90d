/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What Manager gives a client that wants to transfer something: where to go, the token included.
 *
 * @param uploadUrl where the file's bytes are posted; null when the storage server is to fetch a URL
 * @param startUrl what starts the fetch; null for an upload
 * @param wsUrl the WebSocket that tells the progress; to be opened first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TransferTicket(
        String jobId,
        String token,
        @Nullable String uploadUrl,
        @Nullable String startUrl,
        String wsUrl) {
    /** Without the token. */
    @Override
    public String toString() {
        return "TransferTicket[jobId=" + jobId + "]";
    }
}
