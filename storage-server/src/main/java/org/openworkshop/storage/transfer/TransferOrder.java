/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    private static final int DEFAULT_LEVEL = 3;

    /** The keys of a record that are claims of a transfer token too. */
    private static final List<RecordKey> CLAIM_KEYS = List.of(
            RecordKey.TRANSFER_KIND,
            RecordKey.STORAGE_TYPE,
            RecordKey.FILE_KIND,
            RecordKey.MOD_ID,
            RecordKey.PACK_FORMAT);

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

    /** The first record of an attempt for this order; {@link #ofRecord} makes the order of it again. */
    JobRecord firstRecord(long now) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>();
        rest.put("claims", claims);
        rest.put("update_only", updateOnly);
        rest.put("max_bytes", maxBytes);
        JobRecord record = JobRecord.create(jobId, now)
                .with(RecordKey.ATTEMPT_ID, UUID.randomUUID().toString())
                .with(RecordKey.ORDER, rest)
                .with(RecordKey.MOD_ID, claims.get("mod_id"))
                .with(RecordKey.TRANSFER_KIND, kind.wireName());
        if (kind == Kind.ARCHIVE) {
            return record.with(RecordKey.PACK_FORMAT, packFormat).with(RecordKey.PACK_LEVEL, packLevel);
        }
        return record.with(RecordKey.STORAGE_TYPE, claims.get("storage_type")).with(RecordKey.FILE_KIND, "img");
    }

    /**
     * The order a recorded attempt works on. A record that does not hold it, as those of the Python service, says what it can: the
     * claims are then those of its keys that Manager's tokens have.
     *
     * @param maxBytes the limit where the record has none
     */
    static TransferOrder ofRecord(JobId id, JobRecord record, long maxBytes) {
        Map<String, @Nullable Object> rest = record.object(RecordKey.ORDER);
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        if (rest.get("claims") instanceof Map<?, ?> stored) {
            stored.forEach((name, value) -> claims.put(String.valueOf(name), value));
        } else {
            CLAIM_KEYS.forEach(key -> {
                @Nullable String text = record.text(key);
                if (text != null && !text.isEmpty()) {
                    claims.put(key.json(), text);
                }
            });
            record.number(RecordKey.MOD_ID).ifPresent(number -> claims.put(RecordKey.MOD_ID.json(), number));
            record.number(RecordKey.PACK_LEVEL).ifPresent(level -> claims.put(RecordKey.PACK_LEVEL.json(), level));
        }
        boolean image = Kind.IMAGE.wireName().equals(record.text(RecordKey.TRANSFER_KIND));
        String format = record.text(RecordKey.PACK_FORMAT);
        long level = record.number(RecordKey.PACK_LEVEL).orElse(DEFAULT_LEVEL);
        return new TransferOrder(
                id,
                image ? Kind.IMAGE : Kind.ARCHIVE,
                claims,
                Boolean.TRUE.equals(rest.get("update_only")),
                format == null || format.isEmpty() ? "zip" : format,
                (int) Math.max(0, Math.min(9, level)),
                rest.get("max_bytes") instanceof Number stored ? Math.max(0, stored.longValue()) : maxBytes);
    }

    /** The name of a source that came without one. */
    String fallbackName() {
        return kind == Kind.IMAGE ? "upload.img" : "upload.zip";
    }

    /** The bytes received so far, and what is known of their total. */
    record Received(long bytes, @Nullable Long total) {}
}
