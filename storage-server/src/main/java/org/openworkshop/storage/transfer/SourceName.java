/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client's file name safe: the base name reduced to {@code [A-Za-z0-9_.-]}, white space as {@code _}, no leading or
 * trailing {@code .} or {@code _}, at most 128 characters, never the name of a file of ours.
 */
final class SourceName {
    private static final int MAX_LENGTH = 128;
    private static final int MAX_EXTENSION = 16;

    private SourceName() {}

    /** The safe name, or the fallback when nothing is left. */
    static String of(@Nullable String foreign, String fallback) {
        String name = foreign == null ? "" : strip(reduce(baseName(foreign)));
        if (name.length() > MAX_LENGTH) {
            name = strip(shorten(name));
        }
        if (name.isEmpty()) {
            return fallback;
        }
        return isOurs(name) ? strip(shorten("source-" + name)) : name;
    }

    private static boolean isOurs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("meta.json") || lower.equals("packed") || lower.startsWith("packed.");
    }

    private static String baseName(String foreign) {
        int slash = Math.max(foreign.lastIndexOf('/'), foreign.lastIndexOf('\\'));
        return foreign.substring(slash + 1);
    }

    private static String reduce(String name) {
        StringBuilder reduced = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                reduced.append('_');
            } else if (c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-')) {
                reduced.append((char) c);
            }
        });
        return reduced.toString();
    }

    private static String strip(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isEdge(name.charAt(start))) {
            start++;
        }
        while (end > start && isEdge(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isEdge(char c) {
        return c == '.' || c == '_';
    }

    /** Cuts the stem rather than the extension. */
    private static String shorten(String name) {
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        boolean hasExtension = dot > 0 && name.length() - dot <= MAX_EXTENSION;
        String extension = hasExtension ? name.substring(dot) : "";
        return name.substring(0, MAX_LENGTH - extension.length()) + extension;
    }
}
