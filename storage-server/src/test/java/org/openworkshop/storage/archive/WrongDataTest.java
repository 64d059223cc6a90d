/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/** Data that does not match the checksum or the size that stands beside it. */
class WrongDataTest {
    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Workbench(folder);
        Files.write(folder.resolve("noise.bin"), Workbench.noise(5000));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private Path changed(byte[] archive, int at) throws IOException {
        byte[] bytes = archive.clone();
        bytes[at < 0 ? bytes.length + at : at] ^= 0x10;
        return Files.write(folder.resolve("changed.bin"), bytes);
    }

    private byte[] made(String command) throws Exception {
        Tools.run(folder, "bash", "-c", command);
        return Files.readAllBytes(folder.resolve("made"));
    }

    /** Where one byte is changed counts from the end when it is negative. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "gzip -c noise.bin > made # 2500",
                "gzip -c noise.bin > made # -8",
                "gzip -c noise.bin > made # -4",
                "bzip2 -c noise.bin > made # 2500",
                "bzip2 -c noise.bin > made # 12",
                "xz -c noise.bin > made # 2500",
                "xz -c --check=crc32 noise.bin > made # 2500",
                "zstd -qc --check noise.bin > made # -1",
                "zstd -qc --check noise.bin > made # 2500",
                "lz4 -qc noise.bin > made # -1",
                "lz4 -qc noise.bin > made # 2500",
                "tar -c noise.bin | gzip -c > made # -8",
                "tar -c noise.bin | xz -c > made # 2500",
                "tar -c noise.bin | bzip2 -c > made # 2500",
                "tar -c noise.bin > made # 20",
                "echo noise.bin | cpio -o --quiet -H crc > made # 2500",
            })
    void changedByteIsNoticed(String command, int at) throws Exception {
        byte[] whole = made(command);
        assertThat(bench.repacked(Files.write(folder.resolve("whole"), whole))).hasSize(1);
        bench.assertRefused(changed(whole, at), Reason.UNREADABLE, "damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m0=Copy", "-m0=LZMA2", "-m0=PPMd", "-m0=BZip2", "-m0=Deflate"})
    void changedByteInASevenZipIsNoticedAndTheEntryIsNamed(String method) throws Exception {
        byte[] whole = made(Tools.sevenZip() + " a -bd " + method + " made.7z noise.bin && mv made.7z made");
        assertThat(bench.repacked(Files.write(folder.resolve("whole"), whole))).containsOnlyKeys("noise.bin");
        bench.assertRefused(changed(whole, 2500), Reason.UNREADABLE, "noise.bin");
    }

    @Test
    void changedByteInARarIsNoticedAndTheEntryIsNamed() throws Exception {
        byte[] whole = new RarBuilder()
                .main(0)
                .file("noise.bin", Workbench.noise(5000))
                .end(0)
                .toBytes();
        assertThat(bench.repacked(Files.write(folder.resolve("whole"), whole))).containsOnlyKeys("noise.bin");
        bench.assertRefused(changed(whole, 2500), Reason.UNREADABLE, "Entry \"noise.bin\" is damaged");
    }

    private static ZipBytes zip(boolean wellPacked) {
        ZipBytes zip = new ZipBytes();
        if (wellPacked) {
            zip.add("first.txt");
            zip.add("odd.txt");
        } else {
            zip.stored("first.txt", ZipBytes.text(2000));
            zip.stored("odd.txt", ZipBytes.text(2000));
        }
        return zip;
    }

    private Path written(ZipBytes zip) throws IOException {
        return zip.write(folder.resolve("in.zip"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrongChecksumInAZipIsNoticedKeptOrRepacked(boolean wellPacked) throws Exception {
        ZipBytes zip = zip(wellPacked);
        assertThat(bench.pack(written(zip)).kept()).isEqualTo(wellPacked);
        zip.entries.get(1).crc ^= 1;
        bench.assertRefused(written(zip), Reason.UNREADABLE, "\"odd.txt\" does not match its size and checksum");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrongSizesInAZipAreNoticedKeptOrRepacked(boolean wellPacked) throws Exception {
        for (int size : new int[] {0, 1999, 2001, 1 << 20}) {
            ZipBytes zip = zip(wellPacked);
            zip.entries.get(1).size = size;
            bench.assertRefused(written(zip), Reason.UNREADABLE, "\"odd.txt\"");
            zip.entries.get(1).localSize = 2000;
            bench.assertRefused(written(zip), Reason.UNREADABLE, "\"odd.txt\"");
            ZipBytes local = zip(wellPacked);
            local.entries.get(1).localSize = size;
            assertThat(bench.repacked(written(local))).containsOnlyKeys("first.txt", "odd.txt");
        }
    }

    @Test
    void wrongPackedSizesInAZipAreNoticed() throws Exception {
        for (long more : new long[] {-1, -5, 3}) {
            ZipBytes zip = zip(true);
            zip.entries.get(1).packedMore = more;
            zip.entries.get(1).after = new byte[3];
            ArchiveException refused = null;
            try {
                assertThat(bench.repacked(written(zip))).containsEntry("odd.txt", Workbench.sum(ZipBytes.text(2000)));
            } catch (ArchiveException e) {
                refused = e;
            }
            assertThat(refused == null).as("packed size " + more).isEqualTo(more > 0);
        }
    }

    @Test
    void bytesBehindABzip2StreamInsideOfAnEntryAreNotKept() throws Exception {
        byte[] text = ZipBytes.text(20_000);
        Files.write(folder.resolve("text"), text);
        byte[] packed = made("bzip2 -c text > made");
        ZipBytes zip = new ZipBytes();
        zip.raw("text", packed, text).method = 12;
        bench.assertKept(written(zip));
        zip.entries.get(0).data = Arrays.copyOf(packed, packed.length + 5);
        assertThat(bench.repacked(written(zip))).containsEntry("text", Workbench.sum(text));
    }

    @Test
    void folderWithBytesIsNotKept() throws Exception {
        ZipBytes zip = zip(true);
        zip.folder("d/").data = new byte[5];
        bench.assertRefused(written(zip), Reason.UNREADABLE, "\"d/\" is longer than the archive says");
        ZipBytes sized = zip(true);
        sized.stored("d/", new byte[5]);
        bench.assertRefused(written(sized), Reason.UNREADABLE, "\"d/\" is a folder with data");
    }

    @Test
    void wrongSizesInATarAreNoticed() throws Exception {
        for (int size : new int[] {400, 600, 3000}) {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            tar.writeBytes(TarBytes.header("a", size));
            tar.writeBytes(Arrays.copyOf(ZipBytes.text(1000), 1024));
            tar.writeBytes(TarBytes.header("b", 0));
            tar.writeBytes(new byte[1024]);
            Path file = Files.write(folder.resolve("t.tar"), tar.toByteArray());
            if (size == 600) {
                assertThat(bench.repacked(file)).containsOnlyKeys("a", "b");
            } else {
                bench.assertRefused(file, Reason.UNREADABLE, "damaged");
            }
        }
    }
}
