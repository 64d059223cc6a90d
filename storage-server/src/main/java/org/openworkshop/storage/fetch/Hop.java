/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One address on the way from the asked URL over its redirects, and whether the URL's credentials go there.
 *
 * <p>Credentials are those of the asked URL alone, and go to its own scheme, host and port alone: those that a redirect
 * names are ignored, those of the asked URL are held back from every other origin. Immutable.
 *
 * @param uri as {@link FetchUrl#parse} gives it, without user info
 * @param origin scheme, host and port that may see the credentials
 * @param credentials value of {@code Authorization}, null when the asked URL has none
 */
record Hop(URI uri, String origin, @Nullable String credentials) {
    /** The first hop, to the asked URL. */
    static Hop first(URI asked) throws InvalidUrlException {
        URI uri = FetchUrl.parse(asked.toString());
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        URI bare = withoutUserInfo(uri);
        return new Hop(bare, originOf(bare), at < 0 ? null : basic(authority.substring(0, at)));
    }

    /** The hop that an answer's {@code Location} asks for. */
    Hop redirectedTo(String location) throws InvalidUrlException {
        return new Hop(withoutUserInfo(FetchUrl.resolve(uri, HeaderText.asUtf8(location))), origin, credentials);
    }

    /** The value of {@code Authorization} to send to this hop, null for none. */
    @Nullable
    String authorization() {
        return originOf(uri).equals(origin) ? credentials : null;
    }

    String scheme() {
        return uri.getScheme();
    }

    /** The host, IPv6 in brackets. */
    String host() {
        // Not URI.getHost: it is null for a host with an underscore.
        String authority = uri.getRawAuthority();
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    int port() {
        String authority = uri.getRawAuthority();
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']')
                ? Integer.parseInt(authority.substring(colon + 1))
                : FetchUrl.defaultPort(scheme());
    }

    /** What may be said about this hop in messages and logs: neither path nor query, which often hold secrets. */
    String label() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Redacted: {@link #label()}. */
    @Override
    public String toString() {
        return label();
    }

    private static String originOf(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static URI withoutUserInfo(URI uri) throws InvalidUrlException {
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        if (at < 0) {
            return uri;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return FetchUrl.parse(uri.getScheme() + "://" + authority.substring(at + 1) + uri.getRawPath() + query);
    }

    /** RFC 7617, with UTF-8; a user without a password has an empty one. */
    private static String basic(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        String plain = UrlEncoding.decodeText(user) + ":" + UrlEncoding.decodeText(password);
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
