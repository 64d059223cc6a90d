/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.config.ArchiveConfig;
import org.openworkshop.storage.config.ArchiveConfig.Bounds;

class SevenZipHeadersTest {
    private static final int DEFLATE_ID_BYTES = 3;

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
    }

    private Path archive(byte[] packed, byte[] headers) throws Exception {
        ByteBuffer start = ZipBytes.little(32);
        start.put(new byte[] {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C, 0, 4});
        start.putInt(0).putLong(packed.length).putLong(headers.length).putInt((int) crc(headers, 0, headers.length));
        start.putInt(8, (int) crc(start.array(), 12, 20));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(start.array());
        all.writeBytes(packed);
        all.writeBytes(headers);
        return Files.write(folder.resolve("bomb.7z"), all.toByteArray());
    }

    private static long crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return crc.getValue();
    }

    /** Headers that one Deflate coder unpacks. */
    private static byte[] encoded(int packedBytes, long unpackedBytes) {
        ByteBuffer out = ZipBytes.little(64);
        out.put((byte) 0x17).put((byte) 6).put((byte) 0).put((byte) 1).put((byte) 9);
        number(out, packedBytes).put((byte) 0);
        out.put((byte) 7).put((byte) 0x0B).put((byte) 1).put((byte) 0);
        out.put((byte) 1).put((byte) DEFLATE_ID_BYTES).put(new byte[] {4, 1, 8});
        number(out.put((byte) 0x0C), unpackedBytes).put((byte) 0).put((byte) 0);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static ByteBuffer number(ByteBuffer out, long value) {
        return out.put((byte) 0xFF).putLong(value);
    }

    private static byte[] deflatedZeros(int megabytes) {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[1 << 20];
        byte[] buffer = new byte[1 << 16];
        for (int i = 0; i <= megabytes; i++) {
            if (i < megabytes) {
                deflater.setInput(piece);
            } else {
                deflater.finish();
            }
            while (i < megabytes ? !deflater.needsInput() : !deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        deflater.end();
        return out.toByteArray();
    }

    @Test
    void smallFileWithHugeHeadersIsRefusedBeforeTheyAreUnpacked() throws Exception {
        byte[] packed = deflatedZeros(65);
        bench.assertRefused(
                archive(packed, encoded(packed.length, 65L << 20)),
                Reason.TOO_LARGE,
                "directory has more than 67108864");
        byte[] few = deflatedZeros(1);
        bench.assertRefused(archive(few, encoded(few.length, 1 << 20)), Reason.UNREADABLE, "headers: not there");
    }

    @ParameterizedTest
    @ValueSource(longs = {(64L << 20) + 1, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1})
    void statedSizesOfHeadersAreBounded(long size) throws Exception {
        byte[] packed = deflatedZeros(1);
        bench.assertRefused(archive(packed, encoded(packed.length, size)), Reason.TOO_LARGE, "directory");
        Path plain = archive(new byte[0], new byte[] {1, 0});
        byte[] bytes = Files.readAllBytes(plain);
        ByteBuffer start = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(20, size).putInt(8, (int) crc(bytes, 12, 20));
        bench.assertRefused(Files.write(plain, bytes), Reason.TOO_LARGE, "directory");
    }

    @Test
    void damagedDescriptionsOfHeadersAreRefused() throws Exception {
        byte[] packed = deflatedZeros(1);
        byte[] whole = encoded(packed.length, 1 << 20);
        for (int at = 1; at < whole.length; at++) {
            byte[] cut = Arrays.copyOf(whole, at);
            bench.assertRefused(archive(packed, cut), Reason.UNREADABLE, "");
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            bench.refusal(archive(packed, changed));
        }
    }

    @Test
    void sizesThatOverflowTheirSumAreTooLarge() throws Exception {
        ByteBuffer out = ZipBytes.little(256);
        out.put((byte) 1)
                .put((byte) 4)
                .put((byte) 6)
                .put((byte) 0)
                .put((byte) 2)
                .put((byte) 9)
                .put((byte) 1);
        out.put((byte) 1)
                .put((byte) 0)
                .put((byte) 7)
                .put((byte) 0x0B)
                .put((byte) 2)
                .put((byte) 0);
        for (int i = 0; i < 2; i++) {
            out.put((byte) 1).put((byte) 1).put((byte) 0);
        }
        number(number(out.put((byte) 0x0C), Long.MAX_VALUE), Long.MAX_VALUE).put((byte) 0);
        out.put((byte) 8).put((byte) 0).put((byte) 0);
        out.put((byte) 5).put((byte) 2).put((byte) 0x11).put((byte) 9).put((byte) 0);
        out.put(new byte[] {'a', 0, 0, 0, 'b', 0, 0, 0}).put((byte) 0).put((byte) 0);
        byte[] headers = new byte[out.position()];
        out.flip().get(headers);
        Workbench limited = new Workbench(folder, new Archives(Workbench.CONFIG, 1 << 20));
        limited.assertRefused(archive(new byte[2], headers), Reason.TOO_LARGE, "unpacks to more than");
    }

    /** Two copies, of which the first gives 1 GiB to the second, which gives two bytes. */
    @Test
    void whatOneDecoderGivesToTheNextIsBoundedAsTheContentsAre() throws Exception {
        ByteBuffer out = ZipBytes.little(256);
        out.put(new byte[] {1, 4, 6, 0, 1, 9, 2, 0, 7, 0x0B, 1, 0, 2, 1, 0, 1, 0, 0, 1, 0x0C, 2});
        number(out, 1L << 30).put(new byte[] {0, 0, 5, 1, 0x11, 5, 0, 'a', 0, 0, 0, 0, 0});
        byte[] headers = new byte[out.position()];
        out.flip().get(headers);
        Path file = archive(new byte[2], headers);
        bench.assertRefused(file, Reason.TOO_LARGE, "more than 200 times");
        Workbench limited = new Workbench(folder, new Archives(Workbench.CONFIG, 1 << 20));
        limited.assertRefused(file, Reason.TOO_LARGE, "unpacks to more than 1048576");
    }

    @Test
    void memoryForHeadersIsTakenFromWhatAllArchivesShare() throws Exception {
        byte[] packed = deflatedZeros(1);
        Path file = archive(packed, encoded(packed.length, 1 << 20));
        NameBudget budget = new NameBudget(1 << 20);
        try (SourceFile source = SourceFile.open(file);
                NameBudget.Share first = budget.open();
                NameBudget.Share second = budget.open()) {
            first.bytes(1);
            assertThatThrownBy(() -> SevenZipReader.open(
                            source, 0, new Limits(Workbench.CONFIG, 0, () -> Long.MAX_VALUE, second)))
                    .isInstanceOfSatisfying(
                            ArchiveException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
        }
    }

    /** 3 GiB, stated for a few bytes. */
    @Test
    void hugeDictionariesAreRefused() throws Exception {
        Path tree = bench.tree();
        Path file = folder.resolve("huge.7z");
        Tools.run(tree, Tools.sevenZip(), "a", "-bd", "-mhc=off", "-m0=LZMA2", file.toString(), "mod/readme.txt");
        byte[] bytes = Files.readAllBytes(file);
        int at = bytes.length - 1;
        while (bytes[at - 2] != 0x21 || bytes[at - 1] != 0x21 || bytes[at] != 1) {
            at--;
        }
        bytes[at + 1] = 39;
        Path huge = Files.write(file, FuzzChecksums.sevenZip(bytes));
        bench.assertRefused(huge, Reason.UNREADABLE, "needs more memory than is allowed");
    }

    @Test
    void headersThatASevenZipCompressedAreMeasuredUnpacked() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        for (int i = 0; i < 300; i++) {
            Files.write(tree.resolve("a-name-of-some-length-" + i), new byte[0]);
        }
        Path file = folder.resolve("many.7z");
        Tools.run(tree, Tools.sevenZip(), "a", "-bd", file.toString(), ".");
        Archives tight =
                new Archives(new ArchiveConfig(true, 1000, 200, new Bounds(0, 4096, 100, 12_000), Workbench.WORK), 0);
        new Workbench(folder, tight).assertRefused(file, Reason.TOO_LARGE, "directory has more than 12000");
        assertThat(Files.size(file)).isLessThan(12_000);
        assertThat(bench.repacked(file)).hasSize(300);
    }
}
