/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.python;

import java.util.Locale;
import org.openworkshop.tokengen.python.Token.Kind;

/**
 * A string or bytes literal (The Python Language Reference, section 2.4.1).
 *
 * @param text its content, escapes resolved
 * @param end where the source goes on after it
 */
record StringLiteral(Kind kind, String text, int end) {
    private static final String SIMPLE = "\\'\"abfnrtv";
    private static final String MEANING = "\\'\"\u0007\b\f\n\r\t\u000b";

    /**
     * Reads the literal at a place.
     *
     * @param start where its prefix begins
     * @param quote where its first quote is
     */
    static StringLiteral read(String source, int start, int quote, int line) throws PythonSyntaxException {
        String prefix = source.substring(start, quote).toLowerCase(Locale.ROOT);
        String mark = source.substring(quote, quote + 1);
        String close = source.startsWith(mark.repeat(3), quote) ? mark.repeat(3) : mark;
        int from = quote + close.length();
        int end = from;
        while (!source.startsWith(close, end)) {
            if (end >= source.length() || (close.length() == 1 && source.charAt(end) == '\n')) {
                throw new PythonSyntaxException(line, "a string is not closed");
            }
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        String body = source.substring(from, end);
        boolean bytes = prefix.contains("b");
        Kind kind = bytes ? Kind.BYTES : prefix.contains("f") ? Kind.FORMAT : Kind.STRING;
        String text = prefix.contains("r") ? body : new Escapes(body, bytes, line).resolve();
        return new StringLiteral(kind, text, end + close.length());
    }

    /** The escapes of one body. */
    private static final class Escapes {
        private final String body;
        private final boolean bytes;
        private final int line;
        private final StringBuilder out = new StringBuilder();
        private int position;

        Escapes(String body, boolean bytes, int line) {
            this.body = body;
            this.bytes = bytes;
            this.line = line;
        }

        String resolve() throws PythonSyntaxException {
            while (position < body.length()) {
                char c = body.charAt(position++);
                if (c == '\\') {
                    escape(body.charAt(position++));
                } else {
                    out.append(c);
                }
            }
            return out.toString();
        }

        private void escape(char c) throws PythonSyntaxException {
            if (c == '\n') {
                return;
            }
            if (SIMPLE.indexOf(c) >= 0) {
                out.append(MEANING.charAt(SIMPLE.indexOf(c)));
            } else if (c >= '0' && c <= '7') {
                octal();
            } else if (c == 'x') {
                number(2);
            } else if (!bytes && (c == 'u' || c == 'U')) {
                number(c == 'u' ? 4 : 8);
            } else if (!bytes && c == 'N') {
                named();
            } else {
                // Python keeps what it does not know.
                out.append('\\').append(c);
            }
        }

        private void octal() {
            int value = 0;
            position--;
            for (int i = 0; i < 3 && position < body.length() && isOctal(body.charAt(position)); i++) {
                value = value * 8 + body.charAt(position++) - '0';
            }
            out.append((char) value);
        }

        private static boolean isOctal(char c) {
            return c >= '0' && c <= '7';
        }

        private void number(int digits) throws PythonSyntaxException {
            int end = position + digits;
            if (end > body.length() || !body.substring(position, end).matches("[0-9a-fA-F]+")) {
                throw new PythonSyntaxException(line, "an escape in a string is not whole");
            }
            long code = Long.parseLong(body.substring(position, end), 16);
            if (code > Character.MAX_CODE_POINT) {
                throw new PythonSyntaxException(line, "an escape in a string is no character");
            }
            out.appendCodePoint((int) code);
            position = end;
        }

        private void named() throws PythonSyntaxException {
            int end = body.indexOf('}', position);
            if (!body.startsWith("{", position) || end < 0) {
                throw new PythonSyntaxException(line, "an escape in a string is not whole");
            }
            try {
                out.appendCodePoint(Character.codePointOf(body.substring(position + 1, end)));
            } catch (IllegalArgumentException e) {
                throw new PythonSyntaxException(line, "an escape in a string names no known character");
            }
            position = end + 1;
        }
    }
}
