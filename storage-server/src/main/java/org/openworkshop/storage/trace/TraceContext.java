/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.trace;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A span's place in its trace, as {@code traceparent} carries it (W3C Trace Context, section 3.2). What comes from outside becomes
 * one only when it is well-formed to the letter.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param sampled whether the spans of the trace are kept
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
    /** The header's name. */
    public static final String HEADER = "traceparent";

    private static final int LENGTH = 55;
    /** Far more than any version has; a header may be long. */
    private static final int LONGEST = 256;

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");

    /**
     * Checks.
     *
     * @throws IllegalArgumentException when an id is malformed
     */
    public TraceContext {
        if (!TRACE_ID.matcher(traceId).matches() || !isSpanId(spanId)) {
            throw new IllegalArgumentException("malformed trace or span id");
        }
    }

    /** Whether a text is the id of a span. */
    public static boolean isSpanId(String text) {
        return SPAN_ID.matcher(text).matches();
    }

    /** The context that a header's value states; absent when there is none or it is malformed. */
    public static Optional<TraceContext> parse(@Nullable String header) {
        if (header == null || header.length() < LENGTH || header.length() > LONGEST) {
            return Optional.empty();
        }
        var parts = FORM.matcher(header);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String version = parts.group(1);
        // Later versions may append something; the first has nothing to append, and ff is forbidden.
        if (version.equals("ff") || (version.equals("00") && header.length() != LENGTH)) {
            return Optional.empty();
        }
        if (!TRACE_ID.matcher(parts.group(2)).matches() || !isSpanId(parts.group(3))) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(parts.group(4), 16) & 1) != 0;
        return Optional.of(new TraceContext(parts.group(2), parts.group(3), sampled));
    }

    /** The header's value. */
    public String toHeader() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
