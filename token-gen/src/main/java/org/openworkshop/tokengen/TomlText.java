/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

/** Writes TOML values. */
final class TomlText {
    private TomlText() {}

    /** A basic string with its quotes (TOML 1.0, "String"). */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04X", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
