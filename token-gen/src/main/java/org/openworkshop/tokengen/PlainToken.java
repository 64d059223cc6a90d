/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a manage token has to be for its bcrypt hash to stand for the whole of it, and for a form to carry it. */
final class PlainToken {
    /** bcrypt looks at no more; two tokens that begin alike would be the same. */
    private static final int MOST_BYTES = 72;

    private PlainToken() {}

    /**
     * The token that was given as text in UTF-8, without the line end behind it.
     *
     * @throws UnusableTokenException when it cannot be a token
     */
    static byte[] read(byte[] input) throws UnusableTokenException {
        int length = input.length;
        if (length > 0 && input[length - 1] == '\n') {
            length -= length > 1 && input[length - 2] == '\r' ? 2 : 1;
        }
        byte[] token = Arrays.copyOf(input, length);
        check(token);
        return token;
    }

    /**
     * Checks a token.
     *
     * @throws UnusableTokenException when the server would not accept it, or would accept others too
     */
    static void check(byte[] token) throws UnusableTokenException {
        if (token.length == 0) {
            throw new UnusableTokenException("is empty, and the server accepts no empty token");
        }
        if (token.length > MOST_BYTES) {
            throw new UnusableTokenException("is " + token.length + " bytes long, and bcrypt looks at the first "
                    + MOST_BYTES + " only: every token that begins with them would be accepted. Use a shorter one");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(token))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnusableTokenException("is no text in UTF-8");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new UnusableTokenException(
                    "holds a line end or another control character; a token is one line of text");
        }
    }
}
