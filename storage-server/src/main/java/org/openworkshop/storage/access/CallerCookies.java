/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import org.jspecify.annotations.Nullable;

/** The Cookie header for the access service: of the caller's cookies the two that name a session, and nothing else. */
final class CallerCookies {
    private static final int MAX_LENGTH = 8 * 1024;

    private CallerCookies() {}

    /** The header's value, null when neither cookie is there. A value that could end the header or the cookie is not there. */
    static @Nullable String header(@Nullable String accessToken, @Nullable String refreshToken) {
        StringBuilder header = new StringBuilder();
        append(header, "accessToken", accessToken);
        append(header, "refreshToken", refreshToken);
        return header.isEmpty() ? null : header.toString();
    }

    private static void append(StringBuilder header, String name, @Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > MAX_LENGTH || !isSafe(value)) {
            return;
        }
        if (!header.isEmpty()) {
            header.append("; ");
        }
        header.append(name).append('=').append(value);
    }

    /** Printable ASCII without the separator; a little more than RFC 6265 section 4.1.1 allows, as servers do. */
    private static boolean isSafe(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != ';');
    }
}
