/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {
    @Test
    void rangesAreRead() {
        assertThat(ContentRange.parse("bytes 5-9/10")).isEqualTo(new ContentRange(5, 9, 10L));
        assertThat(ContentRange.parse(" Bytes 0-0/* ")).isEqualTo(new ContentRange(0, 0, null));
        assertThat(new ContentRange(5, 9, null).length()).isEqualTo(5);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes 5-9",
                "bytes */10",
                "bytes 9-5/10",
                "bytes 5-10/10",
                "bytes -5/10",
                "items 5-9/10",
                "bytes 5-9/10, 11-12/20",
                "bytes 5-99999999999999999999/*",
                "bytes +5-9/10",
                "bytes=5-9/10"
            })
    void whatIsNoSingleRangeIsNone(String header) {
        assertThat(ContentRange.parse(header)).isNull();
    }
}
