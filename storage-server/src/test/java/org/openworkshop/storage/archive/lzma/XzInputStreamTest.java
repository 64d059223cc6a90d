/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.ARM64Options;
import org.tukaani.xz.ARMOptions;
import org.tukaani.xz.ARMThumbOptions;
import org.tukaani.xz.DeltaOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.IA64Options;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.PowerPCOptions;
import org.tukaani.xz.RISCVOptions;
import org.tukaani.xz.SPARCOptions;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZFormatException;
import org.tukaani.xz.XZOutputStream;

class XzInputStreamTest {
    private static final byte[] TEXT = Samples.text(new Random(1), 3_000);

    @Test
    void everyKindOfDataComesOutAsItWentIn() throws IOException {
        for (byte[] sample : Samples.all()) {
            for (int preset = 0; preset <= 6; preset += 3) {
                LZMA2Options options = new LZMA2Options(preset);
                options.setDictSize(1 << 17);
                assertThat(Samples.decodedXz(Samples.xz(sample, XZ.CHECK_CRC64, options)))
                        .isEqualTo(sample);
            }
            assertThat(Samples.decodedXz(Samples.xz(sample, XZ.CHECK_CRC32, Samples.smallDictionary())))
                    .isEqualTo(sample);
        }
    }

    @Test
    void allPropertiesOfLzmaAreKnown() throws IOException {
        byte[] sample = Samples.joined(Samples.all().toArray(byte[][]::new));
        for (int[] lclppb : new int[][] {{0, 0, 0}, {4, 0, 4}, {0, 4, 2}, {2, 2, 1}, {1, 3, 3}, {3, 1, 4}}) {
            LZMA2Options options = Samples.smallDictionary();
            options.setLcLp(lclppb[0], lclppb[1]);
            options.setPb(lclppb[2]);
            assertThat(Samples.decodedXz(Samples.xz(sample, XZ.CHECK_SHA256, options)))
                    .isEqualTo(sample);
        }
    }

    @Test
    void allFiltersAreUndone() throws IOException {
        byte[] sample = Samples.joined(Samples.all().toArray(byte[][]::new));
        X86Options moved = new X86Options();
        moved.setStartOffset(4096);
        List<FilterOptions> filters = List.of(
                new X86Options(),
                moved,
                new PowerPCOptions(),
                new IA64Options(),
                new ARMOptions(),
                new ARMThumbOptions(),
                new SPARCOptions(),
                new ARM64Options(),
                new RISCVOptions(),
                new DeltaOptions(4));
        for (FilterOptions filter : filters) {
            assertThat(Samples.decodedXz(Samples.xz(sample, XZ.CHECK_CRC64, filter, Samples.smallDictionary())))
                    .isEqualTo(sample);
        }
        byte[] chain = Samples.xz(
                sample, XZ.CHECK_NONE, new DeltaOptions(1), moved, new DeltaOptions(2), Samples.smallDictionary());
        assertThat(Samples.decodedXz(chain)).isEqualTo(sample);
    }

    @Test
    void allBlocksAndStreamsAreRead() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int stream = 0; stream < 3; stream++) {
            try (XZOutputStream out = new XZOutputStream(file, Samples.smallDictionary(), XZ.CHECK_CRC32)) {
                for (int block = 0; block < 300; block++) {
                    out.write(TEXT, 0, block);
                    out.endBlock();
                }
            }
            file.write(new byte[4 * stream]);
        }
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 3 * 300; i++) {
            expected.write(TEXT, 0, i % 300);
        }
        assertThat(Samples.decodedXz(file.toByteArray())).isEqualTo(expected.toByteArray());
    }

    @Test
    void anyBitThatChangedIsNoticed() throws IOException {
        for (int check : new int[] {XZ.CHECK_CRC32, XZ.CHECK_CRC64, XZ.CHECK_SHA256}) {
            byte[] file = Samples.xz(Arrays.copyOf(TEXT, 300), check, Samples.smallDictionary());
            for (int bit = 0; bit < file.length * 8; bit++) {
                byte[] damaged = file.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> Samples.decodedXz(damaged)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void fileThatIsCutOffAnywhereIsCalledThat() throws IOException {
        byte[] file = Samples.xz(TEXT, XZ.CHECK_CRC64, new X86Options(), Samples.smallDictionary());
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> Samples.decodedXz(cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void whatFollowsMustBePaddingOrAStream() throws IOException {
        byte[] file = Samples.xz(TEXT, XZ.CHECK_CRC64, Samples.smallDictionary());
        assertThat(Samples.decodedXz(Samples.joined(file, new byte[8]))).isEqualTo(TEXT);
        for (byte[] behind :
                List.of(new byte[1], new byte[3], new byte[] {0, 0, 0, 0, 1}, "garbage, no stream".getBytes())) {
            assertThatThrownBy(() -> Samples.decodedXz(Samples.joined(file, behind)))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> Samples.decodedXz("garbage, no stream".getBytes()))
                .isInstanceOf(XZFormatException.class);
    }

    @Test
    void memoryIsBoundedByTheLimitAndByWhatIsDecoded() throws IOException {
        LZMA2Options options = new LZMA2Options(0);
        byte[] file = Samples.xz(TEXT, XZ.CHECK_NONE, options);
        byte[] large = withDictionaryBits(file, 37);
        assertThatThrownBy(() -> new XzInputStream(new ByteArrayInputStream(large), Samples.MEMORY_KIB).read())
                .isInstanceOf(MemoryLimitException.class);
        // 1.5 GiB, three times the heap that the tests have.
        try (InputStream in = new XzInputStream(new ByteArrayInputStream(large), Integer.MAX_VALUE)) {
            assertThat(in.readAllBytes()).isEqualTo(TEXT);
        }
        byte[] beyond = withDictionaryBits(file, 40);
        assertThatThrownBy(() -> new XzInputStream(new ByteArrayInputStream(beyond), Samples.MEMORY_KIB).read())
                .isInstanceOf(MemoryLimitException.class);
        byte[] unknown = withDictionaryBits(file, 41);
        assertThatThrownBy(() -> Samples.decodedXz(unknown)).isInstanceOf(UnsupportedOptionsException.class);
    }

    /** The block's header follows the stream's 12 bytes: size, flags, filter, 1, dictionary, zeros, checksum. */
    private static byte[] withDictionaryBits(byte[] file, int bits) {
        byte[] changed = file.clone();
        int end = 12 + (changed[12] + 1) * 4 - 4;
        int dictionary = 12 + 4;
        changed[dictionary] = (byte) bits;
        CRC32 crc = new CRC32();
        crc.update(changed, 12, end - 12);
        java.nio.ByteBuffer.wrap(changed)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(end, (int) crc.getValue());
        return changed;
    }

    @Test
    void blockOfOneByteCostsLittle() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        int blocks = 500;
        try (XZOutputStream out = new XZOutputStream(file, Samples.smallDictionary(), XZ.CHECK_CRC32)) {
            for (int block = 0; block < blocks; block++) {
                out.write(block);
                out.endBlock();
            }
        }
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(Samples.decodedXz(file.toByteArray())).hasSize(blocks);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / blocks).isLessThan(32 * 1024);
    }

    @Test
    void smallReadsGiveTheSameAsLargeOnes() throws IOException {
        byte[] sample = Samples.joined(Samples.all().toArray(byte[][]::new));
        byte[] file = Samples.xz(sample, XZ.CHECK_CRC64, Samples.smallDictionary());
        Random random = new Random(3);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (InputStream in = new XzInputStream(new ByteArrayInputStream(file), Samples.MEMORY_KIB)) {
            byte[] buffer = new byte[300];
            for (int n = 0; n >= 0; ) {
                int offset = random.nextInt(100);
                n = in.read(buffer, offset, 1 + random.nextInt(200));
                read.write(buffer, offset, Math.max(0, n));
            }
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(read.toByteArray()).isEqualTo(sample);
    }

    @Test
    void closingClosesTheSource() throws IOException {
        List<String> closed = new ArrayList<>();
        InputStream source = new ByteArrayInputStream(Samples.xz(TEXT, XZ.CHECK_CRC64, Samples.smallDictionary())) {
            @Override
            public void close() {
                closed.add("source");
            }
        };
        new XzInputStream(source, Samples.MEMORY_KIB).close();
        assertThat(closed).containsExactly("source");
    }
}
