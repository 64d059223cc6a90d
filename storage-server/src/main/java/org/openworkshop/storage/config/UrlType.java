/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** An absolute {@code http} or {@code https} address (RFC 3986) without credentials and fragment. */
final class UrlType extends TextType<URI> {
    private final boolean optional;
    private final boolean base;

    private UrlType(boolean optional, boolean base) {
        this.optional = optional;
        this.base = base;
    }

    /** An address that paths are appended to: no query, trailing slashes are dropped. */
    static UrlType base() {
        return new UrlType(false, true);
    }

    /** An address that is used as it is; the empty text is accepted and stays the empty URI. */
    static UrlType optionalTarget() {
        return new UrlType(true, false);
    }

    /** An address that paths are appended to, or the empty text. */
    static UrlType optionalBase() {
        return new UrlType(true, true);
    }

    @Override
    URI read(String text, Surroundings surroundings) throws BadValueException {
        if (text.isEmpty() && optional) {
            return URI.create("");
        }
        URI uri = parse(text);
        String fault = faultOf(uri);
        if (fault != null) {
            throw new BadValueException(fault, "use " + accepts());
        }
        return base ? URI.create(text.replaceAll("/+$", "")) : uri;
    }

    private URI parse(String text) throws BadValueException {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // The text is not repeated: it may hold credentials, and they cannot be told apart in what does not parse.
            throw new BadValueException(
                    "is no URL: " + e.getReason() + " at position " + e.getIndex(), "use " + accepts());
        }
    }

    private @Nullable String faultOf(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
            return "does not begin with http:// or https://";
        }
        if (uri.getRawUserInfo() != null
                || (uri.getHost() == null
                        && String.valueOf(uri.getRawAuthority()).contains("@"))) {
            return "holds credentials, which are not supported in a URL";
        }
        if (uri.getHost() == null) {
            return "has no host, or one with a character that URLs do not allow there (an underscore, for example)";
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            return "has a port outside 1 to 65535";
        }
        if (uri.getRawFragment() != null || (base && uri.getRawQuery() != null)) {
            return base ? "has a query or fragment" : "has a fragment (#...)";
        }
        return null;
    }

    @Override
    public String accepts() {
        return "an http or https URL with a host" + (base ? ", without query" : "")
                + (optional ? ", or the empty text" : "");
    }
}
