/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.AreaPath;
import org.openworkshop.storage.storage.RefusedPathException;
import org.openworkshop.storage.web.ErrorCode;

/**
 * What a request's path asks for: {@code /download/<area>/<path in the area>}. Read from the path as it was sent, so that
 * nothing has collapsed dot segments or dropped {@code ;parameters} before the path rules see them.
 *
 * @param area the area
 * @param path the checked place in it
 */
record DownloadTarget(Area area, AreaPath path) {
    private static final String ROOT = "/download";
    private static final String PREFIX = ROOT + "/";

    /** A path that names nothing to download; carries the answer. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final ErrorCode code;

        UnusableException(ErrorCode code, String reason) {
            super(reason);
            this.code = code;
        }

        ErrorCode code() {
            return code;
        }
    }

    /** Whether a path, as sent, is one of ours, well-formed or not. */
    static boolean isDownload(@Nullable String rawPath) {
        return rawPath != null && (rawPath.startsWith(PREFIX) || rawPath.equals(ROOT));
    }

    /** Reads a path for which {@link #isDownload} holds. */
    static DownloadTarget parse(String rawPath) throws UnusableException {
        String encoded = rawPath.equals(ROOT) ? "" : rawPath.substring(PREFIX.length());
        Optional<String> decoded = PercentDecoder.decode(encoded);
        // Of a path that cannot be decoded the type may still be readable.
        String text = decoded.orElse(encoded);
        int slash = text.indexOf('/');
        Area area = Area.find(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new UnusableException(ErrorCode.INVALID_TYPE, "the type is no area"));
        if (decoded.isEmpty()) {
            throw new UnusableException(ErrorCode.PATH_REFUSED, "the path is not percent-encoded UTF-8");
        }
        try {
            return new DownloadTarget(area, AreaPath.parse(area, slash < 0 ? "" : text.substring(slash + 1)));
        } catch (RefusedPathException e) {
            throw new UnusableException(ErrorCode.PATH_REFUSED, String.valueOf(e.getMessage()));
        }
    }
}
