/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding per part of a URL (RFC 3986 section 2.1): what the part can hold stays, valid escapes included, the
 * rest is encoded as UTF-8.
 */
enum UrlEncoding {
    USER_INFO("!$&'()*+,;=:"),
    PATH("!$&'()*+,;=:@/"),
    QUERY("!$&'()*+,;=:@/?");

    private static final String UNRESERVED = "-._~";
    private static final String HEX = "0123456789ABCDEF";

    private final String kept;

    UrlEncoding(String kept) {
        this.kept = kept;
    }

    String encode(String text) throws InvalidUrlException {
        ByteBuffer utf8;
        try {
            utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new InvalidUrlException("URL is no valid Unicode", e);
        }
        StringBuilder encoded = new StringBuilder(utf8.remaining() + 16);
        while (utf8.hasRemaining()) {
            int octet = utf8.get() & 0xff;
            if (stays(octet) || (octet == '%' && isEscape(utf8))) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
            }
        }
        return encoded.toString();
    }

    /** The octets that a percent-encoded ASCII text stands for; a {@code %} that begins no escape stands for itself. */
    static byte[] decode(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '%' && i + 2 < utf8.length && isHex(utf8[i + 1]) && isHex(utf8[i + 2])) {
                octets.write(Character.digit(utf8[i + 1], 16) << 4 | Character.digit(utf8[i + 2], 16));
                i += 2;
            } else {
                octets.write(utf8[i]);
            }
        }
        return octets.toByteArray();
    }

    /** The same as text; octets that are no UTF-8 become replacement characters. */
    static String decodeText(String text) {
        return new String(decode(text), StandardCharsets.UTF_8);
    }

    private boolean stays(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || UNRESERVED.indexOf(octet) >= 0
                || kept.indexOf(octet) >= 0;
    }

    private static boolean isEscape(ByteBuffer rest) {
        int at = rest.position();
        return rest.remaining() >= 2 && isHex(rest.get(at)) && isHex(rest.get(at + 1));
    }

    private static boolean isHex(byte octet) {
        return octet >= 0 && Character.digit(octet, 16) >= 0;
    }
}
