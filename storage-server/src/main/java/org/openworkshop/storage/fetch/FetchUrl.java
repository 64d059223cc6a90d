/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reading of download URLs as people paste them: what a browser's address bar accepts, within http and https.
 *
 * <p>Follows RFC 3986 and, where people deviate from it, the WHATWG URL standard: blanks around the URL go, spaces,
 * non-ASCII (as UTF-8) and other characters that a URL cannot hold are percent-encoded in path and query, a lone
 * {@code %} becomes {@code %25}, a backslash before the query is a slash, dot segments are removed. Host names are
 * lower-cased, one trailing dot goes, IDNs take their ASCII form (IDNA 2003); a host that ends in a number must be an IPv4
 * address in one of its spellings, which stays as written. The fragment is dropped.
 */
public final class FetchUrl {
    /** Longest URL, in characters, before and after encoding. */
    public static final int MAX_LENGTH = 8192;

    private static final Pattern SCHEME = Pattern.compile("(?i)(https?):[/\\\\]{2}(.*)", Pattern.DOTALL);
    private static final Pattern ANY_SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final int MAX_HOST = 253;

    private FetchUrl() {}

    /**
     * Reads a URL.
     *
     * @return an absolute http or https URI with an authority, a path that begins with {@code /}, no fragment, and no
     *     port when it is the scheme's own. {@link URI#getHost()} is null for the rare host with an underscore, which
     *     {@link URI} does not take for a host name
     * @throws InvalidUrlException if the text is no such URL, or too long
     */
    public static URI parse(String text) throws InvalidUrlException {
        String trimmed = trim(text);
        if (trimmed.length() > MAX_LENGTH) {
            throw new InvalidUrlException("URL too long");
        }
        if (trimmed.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new InvalidUrlException("URL holds control characters");
        }
        var matcher = SCHEME.matcher(trimmed);
        if (!matcher.matches()) {
            throw new InvalidUrlException("not an http or https URL");
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        String rest = matcher.group(2);
        int fragment = rest.indexOf('#');
        rest = fragment < 0 ? rest : rest.substring(0, fragment);
        int question = rest.indexOf('?');
        String beforeQuery = (question < 0 ? rest : rest.substring(0, question)).replace('\\', '/');
        int slash = beforeQuery.indexOf('/');
        String authority = slash < 0 ? beforeQuery : beforeQuery.substring(0, slash);
        String path = slash < 0 ? "/" : beforeQuery.substring(slash);

        StringBuilder url = new StringBuilder(scheme).append("://").append(canonicalAuthority(authority, scheme));
        url.append(UrlEncoding.PATH.encode(withoutDotSegments(path)));
        if (question >= 0) {
            url.append('?').append(UrlEncoding.QUERY.encode(rest.substring(question + 1)));
        }
        return toUri(url.toString());
    }

    /**
     * The URL that a {@code Location} leads to, seen from the URL that answered with it (RFC 3986 section 5.2).
     *
     * @throws InvalidUrlException if it is no http or https URL
     */
    static URI resolve(URI base, String location) throws InvalidUrlException {
        String reference = trim(location);
        if (ANY_SCHEME.matcher(reference).matches()) {
            return parse(reference);
        }
        String origin = base.getScheme() + "://" + base.getRawAuthority();
        String path = base.getRawPath();
        if (isSlash(reference, 0) && isSlash(reference, 1)) {
            return parse(base.getScheme() + ":" + reference);
        }
        if (isSlash(reference, 0)) {
            return parse(origin + reference);
        }
        if (reference.startsWith("?")) {
            return parse(origin + path + reference);
        }
        if (reference.isEmpty() || reference.startsWith("#")) {
            return base;
        }
        return parse(origin + path.substring(0, path.lastIndexOf('/') + 1) + reference);
    }

    private static boolean isSlash(String text, int index) {
        return index < text.length() && (text.charAt(index) == '/' || text.charAt(index) == '\\');
    }

    /**
     * The one spelling of a host: a lower-case ASCII name, an IPv4 address as it is written, or an IPv6 literal in
     * brackets.
     *
     * @param host with or without brackets, if IPv6
     */
    static String canonicalHost(String host) throws InvalidUrlException {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bracketed || IpLiteral.looksLikeIpv6(bare)) {
            return canonicalIpv6(bare);
        }
        String name;
        try {
            name = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new InvalidUrlException("unusable host name", e);
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.length() > MAX_HOST || !HOST.matcher(name).matches()) {
            throw new InvalidUrlException("unusable host name");
        }
        if (NumericHost.isNumeric(name) && NumericHost.parse(name) == null) {
            throw new InvalidUrlException("unusable IPv4 address");
        }
        return name;
    }

    private static String canonicalIpv6(String literal) throws InvalidUrlException {
        if (!IpLiteral.looksLikeIpv6(literal)) {
            throw new InvalidUrlException("unusable IPv6 address");
        }
        try {
            String address = IpLiteral.parse(literal).getHostAddress();
            // The platform turns IPv4-mapped addresses into IPv4, which is what they are.
            return address.indexOf(':') < 0 ? address : "[" + address + "]";
        } catch (IllegalArgumentException e) {
            throw new InvalidUrlException("unusable IPv6 address", e);
        }
    }

    private static String canonicalAuthority(String authority, String scheme) throws InvalidUrlException {
        int at = authority.lastIndexOf('@');
        String userInfo = at <= 0 ? "" : UrlEncoding.USER_INFO.encode(authority.substring(0, at)) + "@";
        String hostPort = authority.substring(at + 1);
        int colon = hostPort.lastIndexOf(':');
        boolean hasPort = colon > hostPort.lastIndexOf(']');
        String host = hasPort ? hostPort.substring(0, colon) : hostPort;
        if (IpLiteral.looksLikeIpv6(host)) {
            throw new InvalidUrlException("IPv6 address without brackets");
        }
        int port = hasPort ? port(hostPort.substring(colon + 1)) : -1;
        boolean usual = port < 0 || port == defaultPort(scheme);
        return userInfo + canonicalHost(host) + (usual ? "" : ":" + port);
    }

    private static int port(String digits) throws InvalidUrlException {
        if (digits.isEmpty()) {
            return -1;
        }
        if (digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidUrlException("unusable port");
        }
        int port = Integer.parseInt(digits);
        if (port == 0 || port > 65535) {
            throw new InvalidUrlException("unusable port");
        }
        return port;
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** RFC 3986 section 5.2.4, for a path that begins with a slash. */
    private static String withoutDotSegments(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String last = "";
        for (String segment : path.substring(1).split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        boolean folder = last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }

    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    private static URI toUri(String url) throws InvalidUrlException {
        if (url.length() > MAX_LENGTH) {
            throw new InvalidUrlException("URL too long");
        }
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Not as the cause: its message repeats the URL, and with it passwords.
            throw new InvalidUrlException("unusable URL: " + e.getReason());
        }
    }
}
