/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes of names to text. */
final class Charsets {
    /** What a ZIP name without any mark is in, by APPNOTE appendix D. */
    static final Charset CP437 = Charset.forName("IBM437");

    private Charsets() {}

    /** The text, null when the bytes are not UTF-8. */
    static @Nullable String utf8OrNull(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
