/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0 | 0-0",
                "bytes=0- | 0-9",
                "bytes=3-5 | 3-5",
                "bytes=3-99 | 3-9",
                "bytes=-1 | 9-9",
                "bytes=-99 | 0-9",
                "bytes=-99999999999999999999 | 0-9",
                "bytes=3-99999999999999999999 | 3-9",
                "BYTES=3-5 | 3-5",
                "bytes=  3-5 , | 3-5",
                "bytes=,,3-5 | 3-5",
                "bytes=0-1,4-5 | 0-1 4-5",
                "bytes=8-9,0-1 | 8-9 0-1",
                "bytes=0-1,2-3 | 0-3",
                "bytes=0-4,2-3 | 0-4",
                "bytes=0-1,8-9,1-8 | 0-9",
                "bytes=6-6,0-1,4-5,8-9 | 4-6 0-1 8-9",
                "bytes=0-1,99-,-1 | 0-1 9-9",
            })
    void rangesAreCutToTheFileAndJoined(String header, String expected) {
        assertThat(show(RangeHeader.parse(header, 10))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-3",
                "bytes=1",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=+1-2",
                "bytes= 1 - 2",
                "bytes:0-1",
                "bits=0-1",
                "bytes =0-1",
                "bytes=0-1;2-3",
                "bytes=0-1,x",
                "bytes=0x1-2",
                "bytes=\u0661-2"
            })
    void headersThatAreNoRangesAreIgnored(String header) {
        assertThat(RangeHeader.parse(header, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-", "bytes=10-,-0"})
    void rangesBehindTheEndAreUnsatisfiable(String header) {
        assertThat(RangeHeader.parse(header, 10)).contains(List.of());
    }

    @Test
    void sixteenRangesAreServedAndSeventeenIgnored() {
        List<String> specs = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            specs.add(2 * i + "-" + 2 * i);
        }
        assertThat(RangeHeader.parse("bytes=" + String.join(",", specs), 100).orElseThrow())
                .hasSize(16);
        assertThat(RangeHeader.parse("bytes=" + String.join(",", specs) + ",90-", 100))
                .isEmpty();
        assertThat(RangeHeader.parse("bytes=" + String.join(",", Collections.nCopies(17, "0-1")), 100))
                .isEmpty();
    }

    @Property(tries = 2000)
    void rangesCoverExactlyTheBytesAskedFor(
            @ForAll @IntRange(max = 40) int size, @ForAll("specs") @Size(min = 1, max = 16) List<String> specs) {
        BitSet asked = new BitSet();
        boolean endOfEmpty = false;
        for (String spec : specs) {
            asked.or(naive(spec, size));
            endOfEmpty |= size == 0 && spec.matches("-0*[1-9][0-9]*");
        }
        Optional<List<ByteRange>> ranges = RangeHeader.parse("bytes=" + String.join(", ", specs), size);
        assertThat(ranges.isEmpty()).isEqualTo(endOfEmpty);
        if (ranges.isPresent()) {
            BitSet got = new BitSet();
            for (ByteRange range : ranges.get()) {
                BitSet withNeighbours = new BitSet();
                withNeighbours.set((int) Math.max(0, range.first() - 1), (int) range.last() + 2);
                assertThat(withNeighbours.intersects(got)).as("parts touch").isFalse();
                got.set((int) range.first(), (int) range.last() + 1);
            }
            assertThat(got).isEqualTo(asked);
        }
    }

    @Property(tries = 2000)
    void anyTextIsIgnoredOrGivesRangesInsideTheFile(
            @ForAll("texts") String header, @ForAll @IntRange(max = 9) int size) {
        for (ByteRange range : RangeHeader.parse(header, size).orElse(List.of())) {
            assertThat(range.first()).isBetween(0L, range.last());
            assertThat(range.last()).isLessThan(size);
        }
    }

    private static BitSet naive(String spec, int size) {
        BitSet bytes = new BitSet();
        String[] ends = spec.split("-", -1);
        for (int i = 0; i < size; i++) {
            boolean in = ends[0].isEmpty()
                    ? i >= size - Integer.parseInt(ends[1])
                    : i >= Integer.parseInt(ends[0]) && (ends[1].isEmpty() || i <= Integer.parseInt(ends[1]));
            bytes.set(i, in);
        }
        return bytes;
    }

    @Provide
    Arbitrary<List<String>> specs() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 45);
        Arbitrary<String> closed =
                Combinators.combine(number, number).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
        return Arbitraries.oneOf(closed, number.map(a -> a + "-"), number.map(a -> "-" + a))
                .list();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("bytes=-,0123456789 \t")
                .ofMaxLength(20)
                .map(text -> "bytes=" + text);
    }

    private static String show(Optional<List<ByteRange>> ranges) {
        List<String> shown = new ArrayList<>();
        ranges.orElseThrow().forEach(range -> shown.add(range.first() + "-" + range.last()));
        return String.join(" ", shown);
    }
}
