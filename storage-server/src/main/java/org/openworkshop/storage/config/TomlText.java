/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

import java.util.List;
import java.util.stream.Collectors;

/** Writes and names TOML values. */
final class TomlText {
    private static final int SHOWN = 60;

    private TomlText() {}

    /** A value as TOML source; reads back as the same value. */
    static String literal(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(TomlText::literal).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? quote(text) : value.toString();
    }

    /** A basic string with its quotes (TOML 1.0, "String"). */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                out.append(String.format("\\u%04X", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }

    /** The text in quotes for a message, shortened, without raw control characters. */
    static String shown(String text) {
        return text.length() <= SHOWN ? quote(text) : quote(text.substring(0, SHOWN)) + "...";
    }

    /** Names what kind of value this is, without its content: "a text", "a list". */
    static String kindOf(Object raw) {
        if (raw instanceof String) {
            return "a text";
        }
        if (raw instanceof Long) {
            return "an integer";
        }
        if (raw instanceof Double) {
            return "a number with a point";
        }
        if (raw instanceof Boolean) {
            return "true or false";
        }
        if (raw instanceof List<?>) {
            return "a list";
        }
        return raw instanceof java.time.temporal.Temporal ? "a date or time" : "a table";
    }
}
