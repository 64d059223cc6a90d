/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.Locale;

/** The keys of {@code meta.json}. Times are Unix seconds, sizes bytes, paths relative to the main directory. */
enum RecordKey {
    /** The version of the record's form; absent in records of services before this one. */
    FORMAT_VERSION,
    JOB_ID,
    MOD_ID,
    TRANSFER_KIND,
    STORAGE_TYPE,
    FILE_KIND,
    DOWNLOAD_URL,
    FILENAME,
    DOWNLOAD_PATH,
    PACK_FORMAT,
    PACK_LEVEL,
    STATUS,
    CREATED_AT,
    DOWNLOAD_STARTED_AT,
    DOWNLOAD_COMPLETED_AT,
    UPLOAD_COMPLETED_AT,
    DOWNLOADED_BYTES,
    TOTAL_BYTES,
    UNPACKED_BYTES,
    PACKED_PATH,
    PACKED_BYTES,
    PACKED_FORMAT,
    SHA256,
    ERROR,
    ERROR_REASON,
    FINAL_PATH,
    FINAL_BYTES,
    MOVED_AT,
    /** Names the present attempt; the completion that ends it goes by this name too. */
    ATTEMPT_ID,
    /** What the transfer token asked for, as far as the other keys do not say it. */
    ORDER,
    /** Where a broken fetch goes on. */
    RESUME,
    /** How many starts of the server have packed the source anew. */
    PACK_STARTS,
    /** The level of a repack on request, while it is under way. */
    REPACK_LEVEL,
    /** The SHA-256 of what a repack on request is about to put in the earlier result's place. */
    REPACKED_SHA256,
    /** When an operator asked for the end of the present attempt, until it has ended. */
    CANCEL_REQUESTED_AT,
    /** The trace that the attempt is told in, see {@link JobTrace}. */
    TRACE,
    /** The completions Manager has not yet accepted, oldest first. */
    CALLBACKS;

    private final String json = name().toLowerCase(Locale.ROOT);

    String json() {
        return json;
    }
}
