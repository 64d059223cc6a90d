/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.util.List;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What a request's conditions and ranges select of a file.
 *
 * @param outcome the kind of answer
 * @param ranges the parts to send, only for {@link Outcome#PARTS}
 */
record Selection(Outcome outcome, List<ByteRange> ranges) {
    /** The kinds of answer. */
    enum Outcome {
        /** 200. */
        WHOLE,
        /** 206. */
        PARTS,
        /** 304. */
        NOT_MODIFIED,
        /** 412. */
        PRECONDITION_FAILED,
        /** 416. */
        UNSATISFIABLE
    }

    private Selection(Outcome outcome) {
        this(outcome, List.of());
    }

    /**
     * Evaluates the conditions in the order of RFC 9110 section 13.2.2. {@code Range} means something for {@code GET} only
     * (section 14.2).
     */
    static Selection of(boolean get, HttpFields headers, FileVersion file) {
        if (!preconditionsHold(headers, file)) {
            return new Selection(Outcome.PRECONDITION_FAILED);
        }
        if (isUnchanged(headers, file)) {
            return new Selection(Outcome.NOT_MODIFIED);
        }
        // Two Range fields are no valid list, so they are ignored like bad syntax.
        List<String> fields = headers.getValuesList(HttpHeader.RANGE);
        if (!get || fields.size() != 1 || !ifRangeHolds(headers, file)) {
            return new Selection(Outcome.WHOLE);
        }
        return RangeHeader.parse(fields.get(0), file.size())
                .map(ranges ->
                        ranges.isEmpty() ? new Selection(Outcome.UNSATISFIABLE) : new Selection(Outcome.PARTS, ranges))
                .orElseGet(() -> new Selection(Outcome.WHOLE));
    }

    /** The same, for somebody who cuts the ranges out of the file by himself. */
    Selection uncut() {
        return outcome == Outcome.PARTS ? new Selection(Outcome.WHOLE) : this;
    }

    private static boolean preconditionsHold(HttpFields headers, FileVersion file) {
        @Nullable String ifMatch = joined(headers, HttpHeader.IF_MATCH);
        if (ifMatch != null) {
            return EntityTags.matchesStrongly(ifMatch, file.etag());
        }
        OptionalLong since = date(headers.get(HttpHeader.IF_UNMODIFIED_SINCE));
        return since.isEmpty() || file.modifiedSeconds() <= since.getAsLong();
    }

    private static boolean isUnchanged(HttpFields headers, FileVersion file) {
        @Nullable String ifNoneMatch = joined(headers, HttpHeader.IF_NONE_MATCH);
        if (ifNoneMatch != null) {
            return EntityTags.matchesWeakly(ifNoneMatch, file.etag());
        }
        OptionalLong since = date(headers.get(HttpHeader.IF_MODIFIED_SINCE));
        return since.isPresent() && file.modifiedSeconds() <= since.getAsLong();
    }

    private static boolean ifRangeHolds(HttpFields headers, FileVersion file) {
        @Nullable String condition = headers.get(HttpHeader.IF_RANGE);
        if (condition == null) {
            return true;
        }
        if (EntityTags.isTag(condition)) {
            return condition.equals(file.etag());
        }
        OptionalLong date = date(condition);
        return date.isPresent() && date.getAsLong() == file.modifiedSeconds();
    }

    private static @Nullable String joined(HttpFields headers, HttpHeader name) {
        List<String> values = headers.getValuesList(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    /** Seconds since 1970; absent for what is no date, which makes the condition void. */
    private static OptionalLong date(@Nullable String value) {
        long millis = value == null ? -1 : HttpDateTime.parseToEpoch(value);
        return millis == -1 ? OptionalLong.empty() : OptionalLong.of(Math.floorDiv(millis, 1000L));
    }
}
