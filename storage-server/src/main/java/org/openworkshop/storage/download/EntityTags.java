/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares entity tags as {@code If-Match}, {@code If-None-Match} and {@code If-Range} carry them (RFC 9110 section 8.8.3). */
final class EntityTags {
    private static final String WEAK = "W/";

    private EntityTags() {}

    /** {@code If-Match}: whether the list names the strong tag; a weak one never matches. */
    static boolean matchesStrongly(String list, String tag) {
        return parse(list).map(tags -> tags.contains("*") || tags.contains(tag)).orElse(false);
    }

    /** {@code If-None-Match}: whether the list names the tag, weak or strong. */
    static boolean matchesWeakly(String list, String tag) {
        return parse(list)
                .map(tags -> tags.contains("*") || tags.contains(tag) || tags.contains(WEAK + tag))
                .orElse(false);
    }

    /** Whether a condition that may be a tag or a date is a tag. */
    static boolean isTag(String condition) {
        return condition.startsWith("\"") || condition.startsWith(WEAK);
    }

    /** The list's tags; absent when it is not one. */
    private static Optional<List<String>> parse(String list) {
        if (list.strip().equals("*")) {
            return Optional.of(List.of("*"));
        }
        List<String> tags = new ArrayList<>();
        int at = 0;
        while (at < list.length()) {
            char c = list.charAt(at);
            if (c == ',' || c == ' ' || c == '\t') {
                at++;
                continue;
            }
            int open = list.startsWith(WEAK, at) ? at + WEAK.length() : at;
            int close = open < list.length() && list.charAt(open) == '"' ? list.indexOf('"', open + 1) : -1;
            if (close < 0) {
                return Optional.empty();
            }
            tags.add(list.substring(at, close + 1));
            at = close + 1;
        }
        return Optional.of(tags);
    }
}
