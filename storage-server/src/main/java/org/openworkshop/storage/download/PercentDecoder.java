/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Undoes percent-encoding (RFC 3986 section 2.1), once and strictly: a plus sign stays a plus sign. */
final class PercentDecoder {
    private PercentDecoder() {}

    /** The decoded text; absent when an escape is cut off or not hexadecimal, or the bytes are not UTF-8. */
    static Optional<String> decode(String encoded) {
        // The stand-in for bytes that were no UTF-8 in the request line itself.
        if (encoded.indexOf('\uFFFD') >= 0) {
            return Optional.empty();
        }
        if (encoded.indexOf('%') < 0) {
            return Optional.of(encoded);
        }
        byte[] from = encoded.getBytes(StandardCharsets.UTF_8);
        ByteBuffer to = ByteBuffer.allocate(from.length);
        for (int i = 0; i < from.length; i++) {
            if (from[i] != '%') {
                to.put(from[i]);
                continue;
            }
            int value = i + 2 < from.length ? hex(from[i + 1]) * 16 + hex(from[i + 2]) : -1;
            if (value < 0) {
                return Optional.empty();
            }
            to.put((byte) value);
            i += 2;
        }
        return utf8(to.flip());
    }

    private static Optional<String> utf8(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The digit's value; a number so low that the pair is negative for anything else. */
    private static int hex(byte digit) {
        int value = digit < 0 ? -1 : Character.digit((char) digit, 16);
        return value < 0 ? -512 : value;
    }
}
