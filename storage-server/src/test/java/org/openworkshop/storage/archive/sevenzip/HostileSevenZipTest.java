/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.sevenzip.HeadersRefusedException.Reason;

/** Headers that lie: each is refused with a message, before anything is allocated for what they claim. */
class HostileSevenZipTest {
    private static final HeaderBounds BOUNDS = new HeaderBounds(64L << 20, 100_000, 100 * 1024, HeaderMemory.UNBOUNDED);
    private static final long HUGE = Long.MAX_VALUE;
    /** Far below what any of the lies asks for. */
    private static final long MOST_ALLOCATED = 4 << 20;

    private static final byte[] DATA = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    private static SevenZipArchive open(byte[] archive) throws IOException {
        return SevenZipArchive.open(new SeekableInMemoryByteChannel(archive), BOUNDS);
    }

    private static void readAll(byte[] archive) throws IOException {
        SevenZipArchive opened = open(archive);
        var unused = opened.findEncrypted();
        if (!opened.isDecodable()) {
            throw new IOException("not decodable");
        }
        if (opened.decoderKiB() > BOUNDS.decoderKiB()) {
            throw new IOException("needs memory");
        }
        try (SevenZipContent content = opened.content()) {
            while (content.nextEntry() != null) {
                var bytes = content.readAllBytes();
            }
        }
    }

    private static Throwable refusal(byte[] archive) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(() -> readAll(archive));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
        return thrown;
    }

    private static void assertDamaged(HeaderBuilder headers, String message) {
        assertDamaged(headers.archive(DATA), message);
    }

    private static void assertDamaged(byte[] archive, String message) {
        assertThat(refusal(archive)).isInstanceOf(IOException.class).hasMessageContaining(message);
    }

    private static void assertRefused(HeaderBuilder headers, Reason reason) {
        assertThat(refusal(headers.archive(DATA)))
                .isInstanceOfSatisfying(
                        HeadersRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static HeaderBuilder header() {
        return HeaderBuilder.header();
    }

    /** A block of the coders that follow. */
    private static HeaderBuilder folder() {
        return header().packed(0, 10).id(7, 0x0B, 1, 0);
    }

    /** Two files of five bytes in one copied block. */
    private static HeaderBuilder two(long firstSize, int firstCrc, int secondCrc) {
        return header().folders(0, 10)
                .id(8, 0x0D, 2, 9)
                .number(firstSize)
                .id(0x0A, 1)
                .int32(firstCrc)
                .int32(secondCrc)
                .id(0, 0)
                .files(2)
                .names("a", "b")
                .id(0, 0);
    }

    private static byte[] honest() {
        int first = HeaderBuilder.crc(Arrays.copyOf(DATA, 5), 0);
        return two(5, first, HeaderBuilder.crc(DATA, 5)).archive(DATA);
    }

    @Test
    void hugeCountsAreRefused() {
        assertDamaged(header().id(6, 0).number(HUGE).id(9, 1, 1), "packed streams");
        assertDamaged(header().packed(0, 10).id(7, 0x0B).number(HUGE).id(0), "blocks");
        assertDamaged(folder().number(HUGE).id(1, 0), "coders");
        assertDamaged(folder().id(9).bytes(new byte[99]), "impossible number of coders");
        assertDamaged(folder().id(0).bytes(new byte[99]), "impossible number of coders");
        assertDamaged(folder().id(1, 0x11, 0).number(HUGE).number(1), "impossible number of streams");
        assertDamaged(folder().id(1, 0x11, 0).number(1).number(33), "impossible number of streams");
        assertDamaged(folder().id(1, 0x11, 0).number(1).number(2), "impossible number of streams");
        assertDamaged(folder().id(1, 0x21, 0).number(HUGE), "properties");
        assertDamaged(header().id(0).files(1).id(0x11).number(HUGE), "property");
        assertDamaged(new HeaderBuilder().id(1, 2, 1).number(HUGE), "property");
        assertDamaged(header().id(0).files(90_000), "cut off");
        assertRefused(header().id(0).files(HUGE), Reason.TOO_MANY_ENTRIES);
        assertRefused(header().folders(0, 10).id(8, 0x0D).number(HUGE), Reason.TOO_MANY_ENTRIES);
        assertRefused(header().folders(0, 5, 5).id(8, 0x0D, 1).number(100_000), Reason.TOO_MANY_ENTRIES);
        assertDamaged(header().folders(0, 10).id(8, 0x0D).number(90_000).id(9, 0, 0, 0), "cut off");
        assertDamaged(header().folders(0, 10).id(8, 0x0D, 2, 0), "without sizes");
    }

    @Test
    void wrongBindPairsAreRefused() {
        assertDamaged(folder().id(2, 1, 0, 1, 3).id(2, 0), "not there");
        assertDamaged(folder().id(2, 1, 0, 1, 3).number(0).number(HUGE), "not there");
        assertDamaged(folder().id(3, 1, 0, 1, 0, 1, 0).id(1, 0, 1, 1), "bound twice");
        assertDamaged(folder().id(3, 1, 0, 1, 0, 1, 0).id(1, 0, 2, 0), "bound twice");
        assertDamaged(folder().id(2, 1, 0, 1, 0).id(0, 0), "circle");
        assertDamaged(folder().id(3, 1, 0, 1, 0, 1, 0).id(0, 1, 1, 0), "circle");
        assertDamaged(
                header().packed(0, 5, 5).id(7, 0x0B, 1, 0).id(1, 0x11, 0, 2, 1).id(0, 0), "bound twice");
        assertDamaged(
                header().packed(0, 5, 5).id(7, 0x0B, 1, 0).id(1, 0x11, 0, 2, 1).id(0, 2), "not there");
        assertDamaged(folder().id(1, 0x11, 0, 2, 1).id(0, 1), "more packed streams than the archive");
        assertDamaged(folder().id(1, 0x81, 0), "unknown flags");
    }

    @Test
    void packedDataOutsideOfTheFileAreRefused() {
        assertDamaged(header().packed(1000, 1), "behind the end");
        assertDamaged(header().packed(HUGE, 1), "behind the end");
        assertDamaged(header().packed(0, 1000), "behind the end");
        assertDamaged(header().packed(5, HUGE, HUGE), "behind the end");
        assertDamaged(header().packed(-1, -1), "behind the end");
        assertDamaged(header().id(6, 0, 1, 0), "without sizes");
    }

    @Test
    void sizesThatDoNotAddUpAreRefused() {
        assertDamaged(two(11, 0, 0), "bigger than their block");
        assertDamaged(two(HUGE, 0, 0), "bigger than their block");
        assertDamaged(two(4, 0, 0), "checksum is wrong");
        assertDamaged(
                header().packed(0, 10)
                        .id(7, 0x0B, 1, 0, 1, 1, 0, 0x0C, 11, 0)
                        .id(0)
                        .files(1)
                        .names("a")
                        .id(0, 0),
                "end too early");
        assertDamaged(header().folders(0, 10).id(0).files(2).names("a", "b").id(0, 0), "as many contents");
        assertDamaged(header().folders(0, 5, 5).id(0).files(1).names("a").id(0, 0), "as many contents");
    }

    @Test
    void sizesBeyondAllNumbersSumUpToTheGreatest() throws IOException {
        byte[] archive = header().packed(0, 1, 1)
                .id(7, 0x0B, 2, 0, 1, 1, 0, 1, 1, 0, 0x0C)
                .number(HUGE)
                .number(-1)
                .id(0, 0)
                .files(2)
                .names("a", "b")
                .id(0, 0)
                .archive(DATA);
        assertThat(open(archive).unpackedBytes()).isEqualTo(HUGE);
        assertDamaged(archive, "end too early");
    }

    @Test
    void wrongChecksumsAreRefused() throws IOException {
        readAll(honest());
        int first = HeaderBuilder.crc(Arrays.copyOf(DATA, 5), 0);
        assertDamaged(two(5, first, 7), "checksum is wrong");
        assertDamaged(two(5, 7, HeaderBuilder.crc(DATA, 5)), "checksum is wrong");
        byte[] header = honest();
        header[header.length - 1] ^= 1;
        assertDamaged(header, "their checksum is wrong");
        byte[] start = honest();
        start[20] ^= 1;
        assertDamaged(start, "start header's checksum is wrong");
        assertDamaged(Arrays.copyOf(honest(), honest().length - 1), "the file ends");
        assertDamaged(Arrays.copyOf(honest(), 31), "the file ends");
    }

    @Test
    void wrongNamesAreRefused() {
        HeaderBuilder headers = header().folders(0, 10).id(0).files(1);
        byte[] before = headers.build();
        for (byte[] names : new byte[][] {
            {0, 'a', 0}, {0, 'a', 0, 0}, {0}, {}, {0, 'a', 0, 0, 0, 'b'}, {0, 'a', 0, 0, 0, 'b', 0, 0, 0}, {1, 0, 0}
        }) {
            assertDamaged(
                    new HeaderBuilder().bytes(before).property(0x11, names).id(0, 0), "headers: ");
        }
    }

    @Test
    void nothingMayFollowTheHeaders() {
        assertDamaged(new HeaderBuilder().id(1, 0).bytes(new byte[80]), "their end expected");
    }

    @Test
    void partsInOtherStreamsAreRefused() {
        assertDamaged(header().packed(0, 10).id(7, 0x0B, 1, 1, 0), "another stream");
        assertDamaged(header().folders(0, 10).id(0).files(1).id(0x14, 3, 1, 1, 0), "another stream");
    }

    @Test
    void tellingOfEmptyEntriesBeforeTheyAreNamedIsRefused() {
        assertDamaged(header().id(0).files(1).id(0x0F, 1, 0x80, 0x0E, 1, 0x80).id(0, 0), "before they are named");
    }

    /** Headers that are packed, over and over. */
    private static byte[] nested(int times) {
        byte[] packed = new byte[0];
        byte[] headers = new HeaderBuilder().id(1, 0).build();
        for (int i = 0; i < times; i++) {
            byte[] all = Arrays.copyOf(packed, packed.length + headers.length);
            System.arraycopy(headers, 0, all, packed.length, headers.length);
            headers = new HeaderBuilder()
                    .id(0x17)
                    .packed(packed.length, headers.length)
                    .id(7, 0x0B, 1, 0, 1, 1, 0, 0x0C, headers.length, 0x0A, 1)
                    .int32(HeaderBuilder.crc(headers, 0))
                    .id(0, 0)
                    .build();
            packed = all;
        }
        return HeaderBuilder.archive(packed, headers);
    }

    @Test
    void headersAreUnpackedAFewTimesOnly() throws IOException {
        assertThat(open(nested(4)).entries()).isZero();
        assertDamaged(nested(5), "too often");
        assertDamaged(nested(7), "too often");
    }

    @Test
    void packedHeadersAreCheckedAndBounded() {
        byte[] archive = nested(1);
        archive[32] ^= 2;
        assertDamaged(archive, "checksum is wrong");
        HeaderBuilder encoded = new HeaderBuilder().id(0x17);
        byte[] start = encoded.packed(0, 10).id(7, 0x0B, 1, 0).build();
        assertRefused(
                new HeaderBuilder()
                        .bytes(start)
                        .id(1, 1, 0, 0x0C)
                        .number(65L << 20)
                        .id(0, 0),
                Reason.TOO_MANY_BYTES);
        assertDamaged(
                new HeaderBuilder()
                        .bytes(start)
                        .id(1, 1, 0, 0x0C)
                        .number(64L << 20)
                        .id(0, 0),
                "end too early");
        assertRefused(
                new HeaderBuilder().bytes(start).id(1, 0x24, 6, 0xF1, 7, 1, 0).id(0x0C, 10, 0, 0), Reason.ENCRYPTED);
        assertRefused(
                new HeaderBuilder().bytes(start).id(1, 0x21, 0x21, 1, 40).id(0x0C, 10, 0, 0), Reason.NEEDS_MEMORY);
        assertDamaged(new HeaderBuilder().bytes(start).id(1, 1, 0x77, 0x0C, 10, 0, 0), "unknown method");
        assertDamaged(new HeaderBuilder().id(0x17, 0), "one block");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 1 77", // unknown
                "1 3 3 4 1", // PPMd
                "1 21 21 1 29", // LZMA2 with a dictionary beyond the last
                "1 21 21 0", // without properties
                "1 23 3 1 1 5 ff 0 0 1 0", // LZMA with impossible lc, lp, pb
                "1 21 3 0", // Delta without a distance
                "1 24 3 3 1 3 1 0", // x86 with an odd property
                "1 21 a 4 1 0 0 0", // ARM64 from a byte on where no instruction begins
                "1 8 1 2 3 4 5 6 7 8", // an id that is too long
            })
    void whatIsNotKnownIsForOthers(String coders) throws IOException {
        HeaderBuilder headers = folder();
        Arrays.stream(coders.split(" ")).forEach(hex -> headers.id(Integer.parseInt(hex, 16)));
        byte[] archive = headers.id(0x0C, 10, 0, 0).files(1).names("a").id(0, 0).archive(DATA);
        assertThat(open(archive).isDecodable()).isFalse();
        assertThat(open(archive).findEncrypted()).isEmpty();
    }

    @Test
    void entryThatNeedsAPasswordIsNamed() throws IOException {
        byte[] archive = header().packed(0, 5, 5)
                .id(7, 0x0B, 2, 0, 1, 1, 0, 2, 1, 0, 0x24, 6, 0xF1, 7, 1, 0, 1, 0)
                .id(0x0C, 5, 5, 5, 0, 0)
                .files(3)
                .names("none", "open", "locked")
                .id(0x0E, 1, 0x80)
                .id(0, 0)
                .archive(DATA);
        assertThat(open(archive).findEncrypted()).contains("locked");
        assertThat(open(archive).isDecodable()).isFalse();
    }

    @Test
    void memoryOfDictionariesIsTold() throws IOException {
        byte[] archive = folder().id(2, 0x21, 0x21, 1, 28, 0x23, 3, 1, 1, 5, 0x5D)
                .int32(64 << 20)
                .id(1, 0)
                .id(0x0C, 10, 10, 0, 0)
                .files(1)
                .names("a")
                .id(0, 0)
                .archive(DATA);
        assertThat(open(archive).decoderKiB()).isBetween(128L * 1024, 129L * 1024);
        assertDamaged(archive, "needs memory");
    }

    @Test
    void memoryOfDecodersWithoutDictionariesIsTold() throws IOException {
        byte[] archive = folder().id(2, 3, 4, 2, 2, 3, 4, 1, 9)
                .id(1, 0)
                .id(0x0C, 10, 10, 0, 0)
                .files(1)
                .names("a")
                .id(0, 0)
                .archive(DATA);
        assertThat(open(archive).decoderKiB()).isBetween(5L * 1024, 7L * 1024);
    }

    @Test
    void readingNothingAtAnEntrysEndGivesNothing() throws IOException {
        try (SevenZipContent content = open(honest()).content()) {
            assertThat(content.nextEntry()).isNotNull();
            assertThat(content.readAllBytes()).hasSize(5);
            assertThat(content.read(new byte[0], 0, 0)).isZero();
            assertThat(content.read()).isEqualTo(-1);
        }
    }

    @Test
    void everyChangedOrMissingByteIsReadOrRefused() {
        byte[] honest = honest();
        byte[] headers = Arrays.copyOfRange(honest, 32 + DATA.length, honest.length);
        IntStream.range(0, headers.length).forEach(at -> {
            byte[] cut = Arrays.copyOf(headers, at);
            assertThat(refusal(HeaderBuilder.archive(DATA, cut))).isInstanceOf(IOException.class);
            for (int value = 0; value < 256; value++) {
                byte[] changed = headers.clone();
                changed[at] = (byte) value;
                Throwable thrown = refusal(HeaderBuilder.archive(DATA, changed));
                assertThat(thrown == null || thrown instanceof IOException)
                        .as("byte %d as %d: %s", at, value, thrown)
                        .isTrue();
            }
        });
    }

    @Test
    void archiveOfAStartHeaderOnlyIsEmpty() throws IOException {
        assertThat(open(HeaderBuilder.archive(new byte[0], new byte[0])).entries())
                .isZero();
        assertThatThrownBy(() -> open(HeaderBuilder.archive(new byte[1], new byte[0])))
                .isInstanceOf(IOException.class);
    }
}
