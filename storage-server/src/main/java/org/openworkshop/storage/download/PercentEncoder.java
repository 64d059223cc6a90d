/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encodes text as UTF-8 (RFC 3986 section 2.1). */
final class PercentEncoder {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoder() {}

    /**
     * The text, in which only ASCII letters, digits and the given characters stay as they are.
     *
     * @param plain ASCII characters
     */
    static String encode(String text, String plain) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
