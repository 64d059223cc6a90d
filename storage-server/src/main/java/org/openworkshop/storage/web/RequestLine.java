/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A request's first line as its client sent it, as far as it may be shown in logs: the target is path and query without tokens. Where
 * Jetty cannot read a line it has another in its place, so the connection keeps what came.
 *
 * @param method null when what came is no request line
 * @param target null when what came is no request line
 * @param protocol null when what came is no request line
 */
public record RequestLine(
        @Nullable String method,
        @Nullable String target,
        @Nullable String protocol) {
    private static final String ATTRIBUTE = RequestLine.class.getName();
    private static final RequestLine NONE = new RequestLine(null, null, null);

    /** More of a target is not logged anyway; a connection may keep it for long. */
    private static final int MAX_LENGTH = 4096;

    /** What comes before the path in a target's absolute form (RFC 9112 section 3.2.2), with a password perhaps. */
    private static final Pattern SCHEME_AND_AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

    /** Keeps, for the request that a connection reads now, what Jetty does not get to see. */
    public static void keep(Attributes connection, String method, String sentTarget, HttpVersion version) {
        String target = SCHEME_AND_AUTHORITY.matcher(sentTarget).replaceFirst("");
        int fragment = target.indexOf('#');
        String shown = RequestTarget.withoutToken(fragment < 0 ? target : target.substring(0, fragment));
        String bounded = shown == null || shown.length() <= MAX_LENGTH ? shown : shown.substring(0, MAX_LENGTH);
        connection.setAttribute(ATTRIBUTE, new RequestLine(method, bounded, version.asString()));
    }

    /** Keeps that what a connection reads now is no request line. */
    public static void keepNone(Attributes connection) {
        connection.setAttribute(ATTRIBUTE, NONE);
    }

    /** Forgets what was kept of the connection's request before. */
    public static void forget(Attributes connection) {
        connection.removeAttribute(ATTRIBUTE);
    }

    /** That of a request. */
    static RequestLine of(Request request) {
        if (request.getConnectionMetaData().getAttribute(ATTRIBUTE) instanceof RequestLine kept) {
            return kept;
        }
        return new RequestLine(
                request.getMethod(),
                RequestTarget.withoutToken(request.getHttpURI().getPathQuery()),
                request.getConnectionMetaData().getHttpVersion().asString());
    }
}
