/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.jspecify.annotations.Nullable;

/** Makes foreign text safe for one log line. */
final class LogText {
    private static final int MAX_LENGTH = 2048;

    private LogText() {}

    /** The text with control characters and quotes escaped, cut after 2,048 characters; {@code -} for none. */
    static String of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "-";
        }
        StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || (c >= 0x7f && c <= 0x9f)) {
                safe.append(String.format("\\x%02x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
