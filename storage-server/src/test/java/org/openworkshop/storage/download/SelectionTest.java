/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.download.Selection.Outcome;

class SelectionTest {
    private static final String ETAG = "\"abc\"";
    private static final String SAME = "Sat, 03 Feb 2024 04:05:06 GMT";
    private static final String EARLIER = "Sat, 03 Feb 2024 04:05:05 GMT";
    private static final String LATER = "Sat, 03 Feb 2024 04:05:07 GMT";
    private static final FileVersion FILE = new FileVersion(10, Instant.parse("2024-02-03T04:05:06.789Z"), ETAG, null);

    /** Every answer follows from RFC 9110 section 13.2.2, written down here step by step. */
    @Property(tries = 5000)
    void answersFollowTheOrderOfPreconditions(
            @ForAll boolean get,
            @ForAll("tags") String ifMatch,
            @ForAll("dates") String ifUnmodifiedSince,
            @ForAll("tags") String ifNoneMatch,
            @ForAll("dates") String ifModifiedSince,
            @ForAll("rangeConditions") String ifRange,
            @ForAll("ranges") String range) {
        HttpFields.Mutable headers = HttpFields.build();
        add(headers, "If-Match", ifMatch);
        add(headers, "If-Unmodified-Since", ifUnmodifiedSince);
        add(headers, "If-None-Match", ifNoneMatch);
        add(headers, "If-Modified-Since", ifModifiedSince);
        add(headers, "If-Range", ifRange);
        add(headers, "Range", range);
        Outcome expected;
        if (!ifMatch.isEmpty()
                && !List.of("*", ETAG, "\"x\", " + ETAG, "W/" + ETAG + "," + ETAG)
                        .contains(ifMatch)) {
            expected = Outcome.PRECONDITION_FAILED;
        } else if (ifMatch.isEmpty() && ifUnmodifiedSince.equals(EARLIER)) {
            expected = Outcome.PRECONDITION_FAILED;
        } else if (ifNoneMatch.equals("*") || ifNoneMatch.contains(ETAG)) {
            expected = Outcome.NOT_MODIFIED;
        } else if (ifNoneMatch.isEmpty() && List.of(SAME, LATER).contains(ifModifiedSince)) {
            expected = Outcome.NOT_MODIFIED;
        } else if (!get || !List.of("", ETAG, SAME).contains(ifRange)) {
            expected = Outcome.WHOLE;
        } else {
            expected = switch (range) {
                case "bytes=1-2" -> Outcome.PARTS;
                case "bytes=10-" -> Outcome.UNSATISFIABLE;
                default -> Outcome.WHOLE;
            };
        }
        assertThat(Selection.of(get, headers, FILE).outcome()).isEqualTo(expected);
    }

    private static void add(HttpFields.Mutable headers, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            headers.add(name, value);
        }
    }

    @Provide
    Arbitrary<String> tags() {
        return Arbitraries.of(
                "", "*", ETAG, "\"x\"", "\"x\", " + ETAG, "W/" + ETAG, "W/" + ETAG + "," + ETAG, "abc", "\"abc");
    }

    @Provide
    Arbitrary<String> dates() {
        return Arbitraries.of("", SAME, EARLIER, LATER, "yesterday", "0");
    }

    @Provide
    Arbitrary<String> rangeConditions() {
        return Arbitraries.of("", ETAG, "W/" + ETAG, "\"x\"", SAME, EARLIER, LATER, "yesterday");
    }

    @Provide
    Arbitrary<String> ranges() {
        return Arbitraries.of("", "bytes=1-2", "bytes=10-", "bytes=2-1", "lines=1-2");
    }

    @Test
    void conditionsMaySpanSeveralFields() {
        HttpFields headers = HttpFields.build().add("If-None-Match", "\"x\"").add("If-None-Match", ETAG);
        assertThat(Selection.of(true, headers, FILE).outcome()).isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void tagMayHoldACommaOrASpace() {
        HttpFields headers = HttpFields.build().add("If-None-Match", "\"a, \\\",\"b\"," + ETAG);
        assertThat(Selection.of(true, headers, FILE).outcome()).isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void severalRangeFieldsAreIgnored() {
        HttpFields headers = HttpFields.build().add("Range", "bytes=0-1").add("Range", "bytes=3-4");
        assertThat(Selection.of(true, headers, FILE).outcome()).isEqualTo(Outcome.WHOLE);
    }

    @Test
    void oldDateFormatsAreUnderstood() {
        for (String date : List.of("Saturday, 03-Feb-24 04:05:06 GMT", "Sat Feb  3 04:05:06 2024")) {
            HttpFields headers = HttpFields.build().add("If-Modified-Since", date);
            assertThat(Selection.of(true, headers, FILE).outcome()).isEqualTo(Outcome.NOT_MODIFIED);
        }
    }
}
