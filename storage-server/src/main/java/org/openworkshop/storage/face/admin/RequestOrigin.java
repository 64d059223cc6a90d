/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which page a request comes from, as far as browsers say: {@code Sec-Fetch-Site} (Fetch Metadata), which pages cannot set, else
 * {@code Origin} (RFC 6454) against {@code Host}. Programs other than browsers send neither.
 */
enum RequestOrigin {
    /** A page of this server. */
    OURS,
    /** The address bar, a bookmark, or a link that is followed: what it gets is shown, and no page reads it. */
    NAVIGATION,
    /** A page of another server. */
    FOREIGN,
    /** Nobody says. */
    UNKNOWN;

    static RequestOrigin of(Request request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        if (site != null) {
            return switch (site) {
                case "same-origin" -> OURS;
                case "none" -> NAVIGATION;
                default -> isNavigation(request) ? NAVIGATION : FOREIGN;
            };
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin == null) {
            return UNKNOWN;
        }
        String host = request.getHeaders().get(HttpHeader.HOST);
        // HTTP/2 has it in the address.
        return isOf(origin, host == null ? request.getHttpURI().getAuthority() : host) ? OURS : FOREIGN;
    }

    private static boolean isNavigation(Request request) {
        return "navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"))
                && request.getMethod().equals("GET");
    }

    /** Whether an origin is the one that a request without TLS in front, or with it, was sent to. */
    private static boolean isOf(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        if (scheme < 0 || host == null) {
            return false;
        }
        String port = origin.startsWith("https:") ? ":443" : ":80";
        return whole(origin.substring(scheme + 3), port).equals(whole(host, port));
    }

    private static String whole(String authority, String port) {
        String lower = authority.toLowerCase(Locale.ROOT);
        boolean hasPort = lower.lastIndexOf(':') > lower.lastIndexOf(']');
        return hasPort ? lower : lower + port;
    }
}
