/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void headerIsReadAndWritten() {
        String header = "00-" + TRACE + "-" + SPAN + "-01";

        assertThat(TraceContext.parse(header)).contains(new TraceContext(TRACE, SPAN, true));
        assertThat(new TraceContext(TRACE, SPAN, true).toHeader()).isEqualTo(header);
        assertThat(new TraceContext(TRACE, SPAN, false).toHeader()).endsWith("-00");
    }

    @Test
    void ofTheFlagsOnlyTheLastBitCounts() {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-02"))
                .contains(new TraceContext(TRACE, SPAN, false));
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-ff"))
                .contains(new TraceContext(TRACE, SPAN, true));
    }

    @Test
    void laterVersionsMayAppendSomething() {
        String later = "cc-" + TRACE + "-" + SPAN + "-01";

        assertThat(TraceContext.parse(later)).isPresent();
        assertThat(TraceContext.parse(later + "-what-comes-then")).isPresent();
        assertThat(TraceContext.parse(later + "what-comes-then")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319-bb7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nX: y",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01"
            })
    void malformedHeadersNameNoTrace(String header) {
        assertThat(TraceContext.parse(header)).isEmpty();
    }

    @Test
    void noneAndAnEndlessOneNameNoTrace() {
        assertThat(TraceContext.parse(null)).isEmpty();
        assertThat(TraceContext.parse("cc-" + TRACE + "-" + SPAN + "-01-" + "x".repeat(100_000)))
                .isEmpty();
    }

    @Test
    void idsAreChecked() {
        assertThatThrownBy(() -> new TraceContext("x", SPAN, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext(TRACE, "0".repeat(16), true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        TraceContext.parse(text)
                .ifPresent(
                        read -> assertThat(TraceContext.parse(read.toHeader())).contains(read));
    }
}
