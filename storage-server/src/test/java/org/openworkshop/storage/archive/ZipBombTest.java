/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/** The known ways to make a small archive that unpacks to more than a disk holds. */
class ZipBombTest {
    private static final int PIECE = 1 << 20;

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void openWithoutALimitOfBytes() {
        bench = new Workbench(folder, new Archives(Workbench.CONFIG, 0));
    }

    /** Many entries of the directory that share one piece of data. */
    @ParameterizedTest
    @ValueSource(ints = {2, 1000})
    void entriesThatAllPointAtOneKernelAreRefused(int copies) throws Exception {
        ZipBytes zip = new ZipBytes();
        zip.add("0", ZipBytes.text(20_000));
        for (int i = 1; i < copies; i++) {
            zip.add(Integer.toString(i), ZipBytes.text(20_000)).sharesPlaceOf = 0;
        }
        bench.assertRefused(zip.write(folder.resolve("full.zip")), Reason.UNREADABLE, "overlaps with another");
    }

    /** Each entry's data begins with a stored block that quotes the next entry's header, and goes on with its data. */
    @ParameterizedTest
    @ValueSource(ints = {2, 250})
    void entriesThatQuoteTheHeadersOfTheNextAreRefused(int count) throws Exception {
        Path bomb = Files.write(folder.resolve("quoted.zip"), quotedOverlap(count));
        ArchiveException e = bench.refusal(bomb);
        assertThat(e.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(e).hasMessageContaining("overlaps with another");
        try (ZipFile file = new ZipFile(bomb.toFile());
                InputStream first = file.getInputStream(file.getEntry("0"))) {
            assertThat(first.readAllBytes()).as("other programs read it").hasSizeGreaterThan(20_000);
        }
    }

    private static byte[] quotedOverlap(int count) {
        byte[] kernel = ZipBytes.deflated(ZipBytes.text(20_000));
        byte[] text = ZipBytes.text(20_000);
        byte[] localAndData = new byte[0];
        byte[][] directory = new byte[count][];
        int[] offsetsFromEnd = new int[count];
        for (int i = count - 1; i >= 0; i--) {
            byte[] data = localAndData.length == 0 ? kernel : quoting(localAndData, i + 1);
            text = localAndData.length == 0 ? text : concat(Arrays.copyOf(localAndData, 31 + digits(i + 1)), text);
            localAndData = concat(header(i, data, text, -1), data);
            directory[i] = header(i, data, text, 0);
            offsetsFromEnd[i] = localAndData.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(localAndData);
        for (int i = 0; i < count; i++) {
            byte[] central = directory[i];
            int offset = localAndData.length - offsetsFromEnd[i];
            for (int b = 0; b < 4; b++) {
                central[42 + b] = (byte) (offset >>> 8 * b);
            }
            out.writeBytes(central);
        }
        int size = out.size() - localAndData.length;
        out.writeBytes(ZipBytes.little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt(size)
                .putInt(localAndData.length)
                .putShort((short) 0)
                .array());
        return out.toByteArray();
    }

    private static int digits(int number) {
        return Integer.toString(number).length() - 1;
    }

    /** A stored block, not the last, that holds the next entry's local header; the next entry's data follows as it is. */
    private static byte[] quoting(byte[] next, int index) {
        int quoted = 31 + digits(index);
        byte[] block = ZipBytes.little(5)
                .put((byte) 0)
                .putShort((short) quoted)
                .putShort((short) ~quoted)
                .array();
        return concat(block, next);
    }

    /** A local header, or with an offset the directory's. */
    private static byte[] header(int index, byte[] data, byte[] content, int offset) {
        CRC32 crc = new CRC32();
        crc.update(content);
        byte[] name = Integer.toString(index).getBytes(StandardCharsets.US_ASCII);
        boolean central = offset >= 0;
        var header = ZipBytes.little((central ? 46 : 30) + name.length);
        header.putInt(central ? 0x02014b50 : 0x04034b50).putShort((short) 20);
        if (central) {
            header.putShort((short) 20);
        }
        header.putShort((short) 0).putShort((short) 8).putInt(ZipTime.DOS_START).putInt((int) crc.getValue());
        header.putInt(data.length)
                .putInt(content.length)
                .putShort((short) name.length)
                .putShort((short) 0);
        if (central) {
            header.put(new byte[10]).putInt(offset);
        }
        return header.put(name).array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void archiveThatContainsItselfIsOneFile() throws Exception {
        Path quine = bench.document("droste.zip");
        PackResult result = bench.pack(quine);
        Map<String, String> content = Workbench.content(result.kept() ? quine : bench.target());
        assertThat(content).containsValue(Workbench.sum(Files.readAllBytes(quine)));
        assertThat(result.unpackedBytes()).isLessThan(1 << 20);
        assertThat(bench.repacked(bench.document("quine.gz"))).hasSize(1);
    }

    /** In the manner of 42.zip: five layers of sixteen, whose innermost files are zeros. */
    @Test
    void archivesInsideOfAnArchiveAreNeverOpened() throws Exception {
        byte[] inner = layer(new byte[PIECE]);
        for (int i = 0; i < 4; i++) {
            inner = layer(inner);
        }
        Path nested = Files.write(folder.resolve("42.zip"), inner);
        byte[] bytes = inner;
        PackResult result = bench.pack(nested);
        Map<String, String> content = Workbench.content(result.kept() ? nested : bench.target());
        assertThat(content).hasSize(16);
        assertThat(result.unpackedBytes()).isLessThan(PIECE);
        Path gzip = folder.resolve("42.zip.gz");
        Tools.run(folder, "bash", "-c", "gzip -c 42.zip > 42.zip.gz");
        assertThat(bench.repacked(gzip)).containsExactly(Map.entry("42.zip", Workbench.sum(bytes)));
        Tools.run(folder, "bash", "-c", "gzip -c 42.zip.gz > twice.gz");
        assertThat(bench.repacked(folder.resolve("twice.gz")))
                .containsExactly(Map.entry("twice", Workbench.sum(Files.readAllBytes(gzip))));
    }

    private static byte[] layer(byte[] content) {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 16; i++) {
            zip.add("lib " + i + ".zip", content);
        }
        return zip.build();
    }

    @Test
    void damagedOrEncryptedArchivesInsideOfAnArchiveAreOpaqueFiles() throws Exception {
        byte[] encrypted = Files.readAllBytes(bench.document("testZipEncrypted.zip"));
        ZipBytes zip = new ZipBytes();
        zip.stored("inner.zip", encrypted);
        zip.stored("cut.7z", new byte[] {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C, 0, 4});
        assertThat(bench.repacked(zip.write(folder.resolve("outer.zip"))))
                .containsEntry("inner.zip", Workbench.sum(encrypted));
    }

    @Test
    void tenGigabytesFromTenMegabytesAreRefusedByWhatTheyStateOfThemselves() throws Exception {
        byte[] data = zeros(10 * 1024);
        ZipBytes zip = new ZipBytes();
        ZipBytes.Entry entry = zip.raw("zeros.bin", data, new byte[0]);
        entry.size = 0xFFFF_FFFFL;
        entry.centralExtra = zip64(10L << 30);
        entry.localExtra = entry.centralExtra;
        Path bomb = zip.write(folder.resolve("flat.zip"));
        assertThat(Files.size(bomb)).isLessThan(11 << 20);
        bench.assertRefused(bomb, Reason.TOO_LARGE, "200 times its size");
        assertThat(bench.target()).doesNotExist();
    }

    @Test
    void bombThatStatesASmallSizeIsStoppedAtThatSize() throws Exception {
        ZipBytes zip = new ZipBytes();
        ZipBytes.Entry entry = zip.raw("zeros.bin", zeros(10 * 1024), new byte[0]);
        entry.size = 30_000_000;
        Path bomb = zip.write(folder.resolve("lying.zip"));
        bench.assertRefused(bomb, Reason.UNREADABLE, "\"zeros.bin\" is longer than the archive says");
        zip.suffix = new byte[1];
        bench.assertRefused(zip.write(bomb), Reason.UNREADABLE, "\"zeros.bin\" is longer than the archive says");
    }

    @Test
    void bombThatStatesNothingIsStoppedWhileItsBytesFlow() throws Exception {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3});
        gzip.writeBytes(zeros(1024));
        Path bomb = Files.write(folder.resolve("flat.gz"), gzip.toByteArray());
        bench.assertRefused(bomb, Reason.TOO_LARGE, "200 times its size");
        assertThat(Files.size(bench.target())).isLessThan(PIECE);
    }

    @Test
    void dataThatBelongsToNoFileIsNotDecodedWithoutEnd() throws Exception {
        byte[] folderEntry = TarBytes.header("d/", 1L << 40);
        folderEntry[156] = '5';
        TarBytes.fixSum(folderEntry);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3});
        gzip.writeBytes(flushed(folderEntry));
        gzip.writeBytes(zeros(300));
        Path bomb = Files.write(folder.resolve("folder.tgz"), gzip.toByteArray());
        bench.assertRefused(bomb, Reason.TOO_LARGE, "belong to no file");
    }

    private static byte[] zip64(long size) {
        return ZipBytes.little(12)
                .putShort((short) 1)
                .putShort((short) 8)
                .putLong(size)
                .array();
    }

    /** So many times a mebibyte of zeros, deflated; without an end. */
    private static byte[] zeros(int times) {
        byte[] piece = flushed(new byte[PIECE]);
        byte[] all = new byte[piece.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(piece, 0, all, i * piece.length, piece.length);
        }
        return all;
    }

    private static byte[] flushed(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        byte[] out = new byte[content.length + 64];
        int length = deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length);
    }
}
