/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text of HTTP header fields, which the client reads as ISO-8859-1 and origins often write as UTF-8. */
final class HeaderText {
    private HeaderText() {}

    /** The value read as UTF-8 where its octets are valid UTF-8, otherwise as it is. */
    static String asUtf8(String value) {
        if (value.chars().allMatch(c -> c < 0x80) || value.chars().anyMatch(c -> c > 0xff)) {
            return value;
        }
        try {
            ByteBuffer octets = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }
}
