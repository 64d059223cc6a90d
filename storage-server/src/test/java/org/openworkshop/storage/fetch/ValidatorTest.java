/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;

class ValidatorTest {
    private static final String MODIFIED = "Sun, 01 Nov 2026 10:00:00 GMT";

    @Test
    void strongTagIsPreferred() {
        HttpFields headers = HttpFields.build()
                .put("ETag", "\"v1\"")
                .put("Last-Modified", MODIFIED)
                .put("Date", "Sun, 01 Nov 2026 11:00:00 GMT");
        assertThat(Validator.of(headers)).isEqualTo(new Validator(HttpHeader.ETAG, "\"v1\""));
    }

    @Test
    void dateCountsOnlyWhenASecondPastAtSending() {
        HttpFields.Mutable headers = HttpFields.build().put("Last-Modified", MODIFIED);
        assertThat(Validator.of(headers)).isNull();
        assertThat(Validator.of(headers.put("Date", MODIFIED))).isNull();
        assertThat(Validator.of(headers.put("Date", "Sun, 01 Nov 2026 10:00:01 GMT")))
                .isEqualTo(new Validator(HttpHeader.LAST_MODIFIED, MODIFIED));
        assertThat(Validator.of(headers.put("Last-Modified", "yesterday"))).isNull();
    }

    @Test
    void weakOrOversizedTagsProveNothing() {
        HttpFields.Mutable headers =
                HttpFields.build().put("Last-Modified", MODIFIED).put("Date", "Sun, 01 Nov 2026 11:00:00 GMT");
        assertThat(Validator.of(headers.put("ETag", "W/\"v1\""))).isNull();
        assertThat(Validator.of(headers.put("ETag", "bare"))).isNull();
        assertThat(Validator.of(headers.put("ETag", "\"" + "x".repeat(2000) + "\"")))
                .isNull();
    }

    @Test
    void originWithoutRangesHasNoUseForOne() {
        assertThat(Validator.of(HttpFields.build().put("ETag", "\"v1\"").put("Accept-Ranges", "none")))
                .isNull();
    }

    @Test
    void rememberedValueIsReadByItsForm() {
        assertThat(Validator.of("\"v1\"")).isEqualTo(new Validator(HttpHeader.ETAG, "\"v1\""));
        assertThat(Validator.of(MODIFIED)).isEqualTo(new Validator(HttpHeader.LAST_MODIFIED, MODIFIED));
        for (String none : List.of("", "W/\"v1\"", "bare", "\"a\r\nX: y\"", "\"\u0100\"", "\"" + "x".repeat(2000))) {
            assertThat(Validator.of(none)).as(none).isNull();
        }
    }

    @Test
    void anotherTagDisagreesAndSilenceDoesNot() {
        Validator validator = new Validator(HttpHeader.ETAG, "\"v1\"");
        assertThat(validator.agreesWith(HttpFields.build())).isTrue();
        assertThat(validator.agreesWith(HttpFields.build().put("ETag", "\"v1\"")))
                .isTrue();
        assertThat(validator.agreesWith(HttpFields.build().put("ETag", "\"v2\"")))
                .isFalse();
    }
}
