/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Content-Range} of a 206 answer (RFC 9110 section 14.4).
 *
 * @param first offset of the first byte
 * @param last offset of the last byte
 * @param total size of the whole, null when the origin doesn't know it
 */
record ContentRange(long first, long last, @Nullable Long total) {
    // 18 digits fit into a long.
    private static final Pattern FORM = Pattern.compile("(?i)bytes +(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /** The range in the header, null when it is absent, malformed or impossible. */
    static @Nullable ContentRange parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = FORM.matcher(header.strip());
        if (!matcher.matches()) {
            return null;
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        Long total = matcher.group(3).equals("*") ? null : Long.valueOf(matcher.group(3));
        boolean possible = first <= last && (total == null || last < total);
        return possible ? new ContentRange(first, last, total) : null;
    }

    /** How many bytes it spans. */
    long length() {
        return last - first + 1;
    }
}
