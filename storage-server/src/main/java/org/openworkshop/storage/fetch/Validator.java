/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What proves that the rest of a file belongs to the beginning that is already here: a strong {@code ETag}, or a
 * {@code Last-Modified} that counts as strong (RFC 9110 sections 8.8.2.2 and 13.1.5).
 *
 * @param header the field it came in
 * @param value the value for {@code If-Range}, as the origin wrote it
 */
record Validator(HttpHeader header, String value) {
    private static final int MAX_LENGTH = 1024;

    /** The answer's validator, null when it has none or says that it can't do ranges. */
    static @Nullable Validator of(HttpFields headers) {
        if ("none".equalsIgnoreCase(headers.get(HttpHeader.ACCEPT_RANGES))) {
            return null;
        }
        String etag = headers.get(HttpHeader.ETAG);
        if (etag != null) {
            // An origin with a weak tag has told that equal dates may hide different bytes.
            return etag.startsWith("\"") && etag.length() <= MAX_LENGTH ? new Validator(HttpHeader.ETAG, etag) : null;
        }
        String modified = headers.get(HttpHeader.LAST_MODIFIED);
        return modified != null && isStrong(modified, headers.get(HttpHeader.DATE))
                ? new Validator(HttpHeader.LAST_MODIFIED, modified)
                : null;
    }

    /** The validator with that value, as it was remembered; null if it can be none. */
    static @Nullable Validator of(String value) {
        if (value.length() > MAX_LENGTH || !value.chars().allMatch(c -> c >= ' ' && c != 0x7f && c <= 0xff)) {
            return null;
        }
        if (value.startsWith("\"")) {
            return new Validator(HttpHeader.ETAG, value);
        }
        return HttpDateTime.parseToEpoch(value) >= 0 ? new Validator(HttpHeader.LAST_MODIFIED, value) : null;
    }

    /** Whether another answer's headers do not speak against it being of the same file. */
    boolean agreesWith(HttpFields headers) {
        String other = headers.get(header);
        return other == null || other.equals(value);
    }

    /** A file can change twice within a second; only a date that was a second past when sent names one version. */
    private static boolean isStrong(String modified, @Nullable String date) {
        if (date == null) {
            return false;
        }
        long changed = HttpDateTime.parseToEpoch(modified);
        long sent = HttpDateTime.parseToEpoch(date);
        return changed >= 0 && sent - changed >= 1000;
    }
}
