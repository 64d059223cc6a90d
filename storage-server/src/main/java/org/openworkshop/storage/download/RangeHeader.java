/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Range} header (RFC 9110 section 14.1.2). Ranges that overlap or adjoin are joined, so that no answer is
 * longer than the file and its part headers; the order of the request is kept.
 */
final class RangeHeader {
    /** More ranges than that are taken for an attempt to make us work (RFC 9110 section 17.15). */
    static final int MAX_RANGES = 16;

    private static final String UNIT = "bytes=";

    private RangeHeader() {}

    /**
     * The ranges of a file that a header asks for: none when it asks for bytes that are not there. Absent when the header is
     * to be ignored: another unit, bad syntax, too many ranges, or the end of an empty file, which no range can name.
     *
     * @param size the file's bytes
     */
    static Optional<List<ByteRange>> parse(String header, long size) {
        if (!header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return Optional.empty();
        }
        List<ByteRange> ranges = new ArrayList<>();
        int specs = 0;
        for (String part : header.substring(UNIT.length()).split(",", -1)) {
            String spec = part.strip();
            if (spec.isEmpty()) {
                continue;
            }
            @Nullable ByteRange range = parseSpec(spec, size);
            if (range == null || ++specs > MAX_RANGES) {
                return Optional.empty();
            }
            if (range.first() < size) {
                ranges.add(range);
            }
        }
        return specs == 0 ? Optional.empty() : Optional.of(join(ranges));
    }

    /** One range, cut to the file; one that begins at or behind the file's end is unsatisfiable; null is bad syntax. */
    private static @Nullable ByteRange parseSpec(String spec, long size) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return null;
        }
        String from = spec.substring(0, dash);
        String to = spec.substring(dash + 1);
        if (!isNumberOrEmpty(from) || !isNumberOrEmpty(to) || (from.isEmpty() && to.isEmpty())) {
            return null;
        }
        if (from.isEmpty()) {
            long length = number(to);
            if (size == 0 && length > 0) {
                return null;
            }
            return new ByteRange(length == 0 ? size : Math.max(0, size - length), size - 1);
        }
        long first = number(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
        return last < first ? null : new ByteRange(first, Math.min(last, size - 1));
    }

    private static boolean isNumberOrEmpty(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The number, or the greatest there is for one that is greater. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static List<ByteRange> join(List<ByteRange> ranges) {
        List<ByteRange> joined = new ArrayList<>();
        for (ByteRange range : ranges) {
            ByteRange whole = range;
            int place = joined.size();
            for (int i = 0; i < joined.size(); ) {
                if (joined.get(i).touches(whole)) {
                    whole = whole.join(joined.remove(i));
                    place = Math.min(place, i);
                    // What the grown range touches now may have been passed already.
                    i = 0;
                } else {
                    i++;
                }
            }
            joined.add(Math.min(place, joined.size()), whole);
        }
        return List.copyOf(joined);
    }
}
