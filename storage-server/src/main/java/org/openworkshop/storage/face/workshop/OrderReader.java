/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.TransferClaims;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.transfer.JobId;
import org.openworkshop.storage.transfer.SizeLimit;
import org.openworkshop.storage.transfer.TransferOrder;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.ErrorCode;

/** Turns a transfer token's claims into an order. Thread-safe. */
final class OrderReader {
    private static final int DEFAULT_LEVEL = 3;
    private static final int MAX_LEVEL = 9;

    private final TransferConfig config;

    OrderReader(TransferConfig config) {
        this.config = config;
    }

    /** The order for a fetch, which is always of an archive. */
    TransferOrder fetch(TransferClaims claims) {
        return order(claims, TransferOrder.Kind.ARCHIVE, claims.context());
    }

    /** The order for an upload. */
    TransferOrder upload(TransferClaims claims) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>(claims.context());
        context.put("callback_context", claims.object("callback_context"));
        String kind = claims.text("transfer_kind");
        if (kind == null || kind.isEmpty() || kind.equals("archive")) {
            return order(claims, TransferOrder.Kind.ARCHIVE, context);
        }
        if (!kind.equals("img")) {
            throw new ApiException(ErrorCode.UNSUPPORTED_TRANSFER_KIND);
        }
        String storageType = claims.text("storage_type");
        if (!"resource".equals(storageType) && !"avatar".equals(storageType)) {
            throw new ApiException(ErrorCode.INVALID_STORAGE_TYPE);
        }
        String fileKind = claims.text("file_kind");
        if (fileKind != null && !fileKind.isEmpty() && !fileKind.equals("img")) {
            throw new ApiException(ErrorCode.INVALID_FILE_KIND);
        }
        return order(claims, TransferOrder.Kind.IMAGE, context);
    }

    /** The job a token is for. */
    static JobId jobId(TransferClaims claims) {
        return JobId.find(claims.text("job_id")).orElseThrow(() -> new ApiException(ErrorCode.INVALID_JOB_ID));
    }

    private TransferOrder order(TransferClaims claims, TransferOrder.Kind kind, Map<String, @Nullable Object> context) {
        String format = claims.text("pack_format");
        return new TransferOrder(
                jobId(claims),
                kind,
                context,
                claims.flag("update_only") || claims.flag("keep_condition"),
                kind == TransferOrder.Kind.IMAGE || format == null || format.isEmpty() ? "zip" : format,
                clamp(claims.integer("pack_level").orElse(DEFAULT_LEVEL)),
                SizeLimit.of(config, claims.has("max_bytes"), claims.integer("max_bytes")));
    }

    /**
     * @throws ApiException when another format than ZIP is asked for
     */
    static void requireZip(@Nullable String format) {
        if (format != null && !format.isEmpty() && !TransferOrder.isSupported(format)) {
            throw new ApiException(ErrorCode.UNSUPPORTED_FORMAT);
        }
    }

    /** A form's level, 0 to 9; 3 when there is none or it is no number. */
    static int level(@Nullable String text) {
        try {
            return text == null ? DEFAULT_LEVEL : clamp(Long.parseLong(text.trim()));
        } catch (NumberFormatException e) {
            return DEFAULT_LEVEL;
        }
    }

    private static int clamp(long level) {
        return (int) Math.max(0, Math.min(MAX_LEVEL, level));
    }
}
