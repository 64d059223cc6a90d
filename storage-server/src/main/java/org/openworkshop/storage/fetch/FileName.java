/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The name an origin gives to what it sends: {@code filename*} of {@code Content-Disposition} (RFC 8187), else its
 * {@code filename} (RFC 6266), else the last segment of the URL. Foreign text: may hold slashes, dots, anything.
 */
final class FileName {
    /** Longest name, in UTF-16 units; the rest is cut off. */
    static final int MAX_LENGTH = 255;

    private static final int MAX_HEADER = 8192;

    private FileName() {}

    /** The name, null when neither header nor URL has one. */
    static @Nullable String of(@Nullable String disposition, URI uri) {
        String name = disposition == null ? null : fromDisposition(disposition);
        return name != null ? name : fromPath(uri.getRawPath());
    }

    static @Nullable String fromDisposition(String header) {
        if (header.length() > MAX_HEADER) {
            return null;
        }
        String plain = null;
        for (Map.Entry<String, String> parameter : HeaderParameters.of(header)) {
            if (parameter.getKey().equals("filename*")) {
                String extended = extended(parameter.getValue());
                if (extended != null) {
                    return extended;
                }
            } else if (parameter.getKey().equals("filename") && plain == null) {
                plain = usable(HeaderText.asUtf8(parameter.getValue()));
            }
        }
        return plain;
    }

    /** RFC 8187: {@code charset'language'percent-encoded}; null when malformed or of a charset not in that RFC. */
    private static @Nullable String extended(String value) {
        int first = value.indexOf('\'');
        int second = value.indexOf('\'', first + 1);
        if (first < 0 || second < 0) {
            return null;
        }
        Charset charset;
        if (value.substring(0, first).equalsIgnoreCase("UTF-8")) {
            charset = StandardCharsets.UTF_8;
        } else if (value.substring(0, first).equalsIgnoreCase("ISO-8859-1")) {
            charset = StandardCharsets.ISO_8859_1;
        } else {
            return null;
        }
        return usable(new String(UrlEncoding.decode(value.substring(second + 1)), charset));
    }

    private static @Nullable String fromPath(String rawPath) {
        return usable(UrlEncoding.decodeText(rawPath.substring(rawPath.lastIndexOf('/') + 1)));
    }

    private static @Nullable String usable(String name) {
        String stripped = name.strip();
        if (stripped.length() <= MAX_LENGTH) {
            return stripped.isEmpty() ? null : stripped;
        }
        int end = Character.isHighSurrogate(stripped.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return stripped.substring(0, end);
    }
}
