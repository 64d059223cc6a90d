/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.config.ArchiveConfig;

class PackingTest {
    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private Path gzip(String name, long zeros, byte[]... rest) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            byte[] piece = new byte[1 << 20];
            for (long left = zeros; left > 0; left -= piece.length) {
                out.write(piece, 0, (int) Math.min(left, piece.length));
            }
            for (byte[] bytes : rest) {
                out.write(bytes);
            }
        }
        return file;
    }

    @Test
    void whatIsNoArchiveBecomesTheSingleEntry() throws Exception {
        byte[] text = ZipBytes.text(100_000);
        assertThat(bench.repacked(file("mod.pak", text))).containsExactly(Map.entry("mod.pak", Workbench.sum(text)));
        assertThat(bench.pack(folder.resolve("mod.pak"))).isEqualTo(new PackResult(false, 100_000));
        assertThat(bench.repacked(file("empty", new byte[0]))).containsExactly(Map.entry("empty", Workbench.sum("")));
        assertThat(bench.archives.unpackedBytes(folder.resolve("mod.pak"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BZh9 is how this text begins",
                "PK",
                "7z",
                "Rar!",
                "LZIP",
                "070701 is a number",
                "MZ program",
                "\u007fELF",
                "!<arch",
                "ustar",
                "-lh5- what?",
                "GIF89a",
                "%PDF-1.7",
                "x"
            })
    void plainFilesAreNotMistaken(String start) throws Exception {
        byte[] content = (start + " and so on ".repeat(200)).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(bench.repacked(file("plain", content))).containsExactly(Map.entry("plain", Workbench.sum(content)));
        byte[] alone = start.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(bench.repacked(file("plain", alone))).containsExactly(Map.entry("plain", Workbench.sum(alone)));
    }

    @Test
    void unpackedSizeOfWhatWasPackedHereIsKnownWhateverTheRatio() throws Exception {
        Path zeros = file("zeros.bin", new byte[(int) Limits.RATIO_FROM_BYTES + 1]);
        bench.repacked(zeros);
        assertThat(Files.size(bench.target()) * 200).isLessThan(Limits.RATIO_FROM_BYTES);
        assertThat(bench.archives.unpackedBytes(bench.target())).hasValue(Limits.RATIO_FROM_BYTES + 1);
    }

    @Test
    void zerosAndNoiseArePlain() throws Exception {
        for (byte[] content : List.of(new byte[512], new byte[10_240], Workbench.noise(70_000))) {
            assertThat(bench.repacked(file("plain", content)))
                    .containsExactly(Map.entry("plain", Workbench.sum(content)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "data.txt.gz, data.txt",
        "data.GZ, data",
        ".gz, .gz",
        "data.tgz, data.tar",
        "data.xz, data.xz",
        "data, data"
    })
    void singleCompressedFileLosesItsSuffix(String stored, String expected) throws Exception {
        assertThat(bench.repacked(gzip(stored, 10))).containsOnlyKeys(expected);
    }

    @Test
    void unpackedLimitHoldsWhileBytesFlow() throws Exception {
        Archives small = new Archives(new ArchiveConfig(true, 10, 0, Workbench.BOUNDS, Workbench.WORK), 10_000);
        Workbench limited = new Workbench(folder, small);
        limited.assertRefused(gzip("z.gz", 10_001), Reason.TOO_LARGE, "10000");
        assertThat(limited.repacked(gzip("y.gz", 10_000))).containsOnlyKeys("y");
        limited.assertRefused(file("plain", new byte[10_001]), Reason.TOO_LARGE, "10000");
    }

    @Test
    void ratioHoldsWhileBytesFlow() throws Exception {
        bench.assertRefused(gzip("z.gz", 200L << 20), Reason.TOO_LARGE, "200 times");
        assertThat(bench.repacked(gzip("y.gz", Limits.RATIO_FROM_BYTES - 1))).containsOnlyKeys("y");
        bench.assertRefused(
                gzip("t.gz", 0, TarBytes.header("a", 1 << 30), new byte[1 << 27]), Reason.TOO_LARGE, "200 times");
    }

    @Test
    void entryLimitHoldsWhileBytesFlow() throws Exception {
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            blocks.add(TarBytes.header("f" + i, 0));
        }
        blocks.add(new byte[1024]);
        Path tar = gzip("t.tgz", 0, blocks.toArray(byte[][]::new));
        Archives few = new Archives(new ArchiveConfig(true, 5, 200, Workbench.BOUNDS, Workbench.WORK), 0);
        new Workbench(folder, few).assertRefused(tar, Reason.TOO_LARGE, "5 entries");
        assertThat(bench.repacked(tar)).hasSize(6);
    }

    @Test
    void headersCannotFillTheMemory() throws Exception {
        byte[] longName = TarBytes.header("././@LongLink", 1L << 31);
        longName[156] = 'L';
        TarBytes.fixSum(longName);
        bench.assertRefused(gzip("n.gz", 0, longName, new byte[4 << 20]), Reason.UNREADABLE, "header is too long");
        byte[] xz = {(byte) 0x5D, 0, 0, 0, 0x40, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0};
        bench.assertRefused(file("d.lzma", xz), Reason.UNREADABLE, "memory");
    }

    @Test
    void deepFoldersAreBounded() throws Exception {
        ArchiveConfig.Bounds deep = new ArchiveConfig.Bounds(0, 4096, 4096, 64L << 20);
        Archives few = new Archives(new ArchiveConfig(true, 5, 200, deep, Workbench.WORK), 0);
        ZipBytes zip = new ZipBytes();
        zip.add("d/".repeat(2000) + "f");
        new Workbench(folder, few).assertRefused(zip.write(folder.resolve("d.zip")), Reason.TOO_LARGE, "folders");
    }

    @Test
    void documentsOfOtherTools() throws Exception {
        bench.assertRefused(bench.document("full_encrypted.7z"), Reason.ENCRYPTED, "encrypted");
        bench.assertRefused(bench.document("test7Z_protected_passTika.7z"), Reason.ENCRYPTED, "encrypted");
        bench.assertRefused(bench.document("testZipEncrypted.zip"), Reason.ENCRYPTED, "encrypted");
        bench.assertRefused(bench.document("test-documents-spanned.zip"), Reason.UNREADABLE, "several");
        bench.assertRefused(bench.document("test-documents-enc.rar"), Reason.ENCRYPTED, "encrypted");
        Map<String, String> expected = bench.repacked(bench.document("test-documents.tar"));
        assertThat(expected).hasSizeGreaterThan(5);
        for (String name : new String[] {"test-documents.tgz", "test-documents.tbz2", "test-documents.tar.Z"}) {
            assertThat(bench.repacked(bench.document(name))).as(name).isEqualTo(expected);
        }
        assertThat(bench.repacked(bench.document("test-documents.cpio")).values())
                .containsAll(sumsOfFiles(expected));
        assertThat(bench.repacked(bench.document("test-documents.rar")).values())
                .containsAll(sumsOfFiles(expected));
        assertThat(bench.archives.unpackedBytes(folder.resolve("test-documents.rar")))
                .isPresent();
        assertThat(bench.repacked(bench.document("test-documents.cab")).values())
                .containsAll(sumsOfFiles(expected));
        assertThat(bench.repacked(bench.document("test-documents.7z")).values()).containsAll(sumsOfFiles(expected));
        bench.assertKept(bench.document("test-documents.zip"));
        assertThat(bench.repacked(bench.document("multiple.gz"))).containsOnlyKeys("multiple");
        assertThat(bench.repacked(bench.document("testLZ4-framed.lz4"))).containsOnlyKeys("testLZ4-framed");
        assertThat(bench.repacked(bench.document("testSnappy-framed.sz"))).containsOnlyKeys("testSnappy-framed");
        assertThat(bench.repacked(bench.document("testSVG.svgz"))).containsOnlyKeys("testSVG.svg");
        assertThat(bench.repacked(bench.document("testARofText.ar"))).containsOnlyKeys("testTXT.txt");
        assertThat(bench.repacked(bench.document("quine.gz"))).containsOnlyKeys("quine");
        assertThat(bench.repacked(bench.document("testZ_oom.Z"))).containsOnlyKeys("testZ_oom.Z");
    }

    private static List<String> sumsOfFiles(Map<String, String> content) {
        return content.values().stream().filter(sum -> !sum.isEmpty()).toList();
    }

    @Test
    void levelIsObeyed() throws Exception {
        Path source = file("text", ZipBytes.text(200_000));
        long[] sizes = new long[10];
        for (int level : new int[] {0, 1, 9}) {
            Path target = folder.resolve("level" + level + ".zip");
            bench.archives.pack(new PackRequest(source, "text", target, level), new RecordingPackListener());
            sizes[level] = Files.size(target);
            try (ZipFile zip = new ZipFile(target.toFile())) {
                assertThat(zip.getEntry("text").getMethod())
                        .isEqualTo(level == 0 ? ZipEntry.STORED : ZipEntry.DEFLATED);
            }
        }
        assertThat(sizes[0]).isGreaterThan(200_000);
        assertThat(sizes[9]).isLessThan(sizes[1]);
    }

    @Test
    void aFileThatIsNotThereAndATargetThatIsAreIoErrors() throws Exception {
        assertThatThrownBy(() -> bench.pack(folder.resolve("nowhere"))).isInstanceOf(NoSuchFileException.class);
        Path source = file("text", ZipBytes.text(10));
        Path target = file("target", new byte[0]);
        assertThatThrownBy(() -> bench.archives.pack(new PackRequest(source, "text", target, 3), bench.listener))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void interruptEndsARepackAndACheck() throws Exception {
        Path gzip = gzip("z.gz", 0, Workbench.noise(8 << 20));
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 60; i++) {
            zip.add("f" + i, ZipBytes.text(60_000));
            zip.stored("n" + i, Workbench.noise(100_000));
        }
        for (Path source : new Path[] {gzip, zip.write(folder.resolve("z.zip"))}) {
            Files.deleteIfExists(bench.target());
            PackListener interrupting = new PackListener() {
                @Override
                public void extracting(int percent) {
                    stop(percent);
                }

                @Override
                public void repacking(int percent) {
                    stop(percent);
                }

                private void stop(int percent) {
                    if (percent > 0 && percent < 90) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            assertThatThrownBy(() -> bench.archives.pack(new PackRequest(source, "x", bench.target(), 3), interrupting))
                    .as(source.toString())
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void percentRisesThroughTheCheckOfAKeptZip() throws Exception {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 50; i++) {
            zip.add("f" + i, ZipBytes.text(100_000 + i));
            zip.stored("n" + i, Workbench.noise(50_000));
        }
        Path file = zip.write(folder.resolve("k.zip"));
        assertThat(bench.pack(file).kept()).isTrue();
        assertThat(bench.listener.extracting)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(0)
                .endsWith(100);
        // Steps are told by the thread that packs, of which the others may leave little.
        assertThat(bench.listener.extracting).hasSizeGreaterThan(2);
    }

    @Test
    void damageInOneOfManyEntriesIsFoundByAnyThread() throws Exception {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 60; i++) {
            zip.add("f" + i, ZipBytes.text(100_000 + i));
            zip.stored("n" + i, Workbench.noise(50_000));
        }
        zip.entries.get(97).crc ^= 1;
        bench.assertRefused(zip.write(folder.resolve("k.zip")), Reason.UNREADABLE, "does not match");
    }

    @Test
    void oneObjectServesManyThreads() throws Exception {
        Path source = file("text", ZipBytes.text(300_000));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<PackResult>> tasks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Path target = folder.resolve("t" + i);
                tasks.add(() -> bench.archives.pack(new PackRequest(source, "text", target, 1), new PackListener() {}));
            }
            for (Future<PackResult> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isEqualTo(new PackResult(false, 300_000));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Files.readAllBytes(folder.resolve("t0"))).isEqualTo(Files.readAllBytes(folder.resolve("t11")));
    }
}
