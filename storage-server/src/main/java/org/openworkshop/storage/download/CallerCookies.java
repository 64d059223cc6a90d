/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The two of a caller's cookies (RFC 6265 section 4.2) that the access service may see. Values are as sent, quotes included.
 * Of a cookie that came twice the first counts: browsers send the one with the longer path first.
 *
 * @param accessToken null when absent, empty or not fit to be sent on
 * @param refreshToken null when absent, empty or not fit to be sent on
 */
record CallerCookies(@Nullable String accessToken, @Nullable String refreshToken) {
    private static final int MAX_LENGTH = 8192;

    /** Reads the {@code Cookie} fields. */
    static CallerCookies of(HttpFields headers) {
        return new CallerCookies(find(headers, "accessToken"), find(headers, "refreshToken"));
    }

    private static @Nullable String find(HttpFields headers, String name) {
        for (HttpField field : headers) {
            String cookies = field.getHeader() == HttpHeader.COOKIE ? field.getValue() : null;
            for (int start = 0; cookies != null && start < cookies.length(); ) {
                int end = cookies.indexOf(';', start);
                end = end < 0 ? cookies.length() : end;
                int equals = cookies.indexOf('=', start);
                if (equals >= 0
                        && equals < end
                        && cookies.substring(start, equals).strip().equals(name)) {
                    return usable(cookies.substring(equals + 1, end).strip());
                }
                start = end + 1;
            }
        }
        return null;
    }

    private static @Nullable String usable(String value) {
        boolean sendable = value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        return value.isEmpty() || value.length() > MAX_LENGTH || !sendable ? null : value;
    }

    /** Never the values: they are the caller's keys. */
    @Override
    public String toString() {
        return "CallerCookies[]";
    }
}
