/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transfer token asks for, checked as far as one can without the bytes.
 *
 * @param claims every claim that is not a registered one; what Manager gets back with the completion
 * @param updateOnly whether the mod's page stays as it is; what the completion says
 * @param packFormat the asked format; anything but {@code zip} fails the job
 * @param packLevel Deflate level, 0 to 9
 * @param maxBytes largest file accepted, 0 for no limit
 */
public record TransferOrder(
        JobId jobId,
        Kind kind,
        Map<String, @Nullable Object> claims,
        boolean updateOnly,
        String packFormat,
        int packLevel,
        long maxBytes) {

    /** What is transferred. */
    public enum Kind {
        /** Ends as {@code packed.zip}. */
        ARCHIVE("archive"),
        /** Ends as {@code packed.webp}. */
        IMAGE("img");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /** The name in tokens and records. */
        public String wireName() {
            return wireName;
        }
    }

    /** Whether the asked format is one we write. */
    public static boolean isSupported(String packFormat) {
        return packFormat.equals("zip");
    }

    /** The first record of an attempt for this order. */
    JobRecord firstRecord(long now) {
        JobRecord record = JobRecord.create(jobId, now)
                .with(RecordKey.MOD_ID, claims.get("mod_id"))
                .with(RecordKey.TRANSFER_KIND, kind.wireName());
        if (kind == Kind.ARCHIVE) {
            return record.with(RecordKey.PACK_FORMAT, packFormat).with(RecordKey.PACK_LEVEL, packLevel);
        }
        return record.with(RecordKey.STORAGE_TYPE, claims.get("storage_type")).with(RecordKey.FILE_KIND, "img");
    }

    /** The name of a source that came without one. */
    String fallbackName() {
        return kind == Kind.IMAGE ? "upload.img" : "upload.zip";
    }

    /** The sum of the received bytes and what is known of their total. */
    record Received(long bytes, @Nullable Long total) {}
}
