/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.log;

/** Makes foreign text safe for one line of the log. */
final class LogText {
    /** Characters of a value that are told. */
    static final int MAX_LENGTH = 2048;

    private LogText() {}

    /** Whether a value would not be seen as one without quotes. */
    static boolean needsQuotes(String value) {
        return value.isEmpty()
                || value.length() > MAX_LENGTH
                || value.chars().anyMatch(c -> c <= ' ' || c == '"' || c == '=' || c == '\\' || isInvisible((char) c));
    }

    /** Appends at most {@link #MAX_LENGTH} characters of the text. */
    static void escape(String text, StringBuilder line) {
        escape(text, line, MAX_LENGTH);
    }

    /**
     * Appends a text without control characters, quotes, backslashes, and what changes how the rest is shown; those are escaped as in
     * JSON. What is longer is cut off and ends in an ellipsis.
     */
    static void escape(String text, StringBuilder line, int maxLength) {
        int length = Math.min(text.length(), maxLength);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (isInvisible(c)) {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        if (length < text.length()) {
            line.append('…');
        }
    }

    private static boolean isInvisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> false;
        };
    }
}
