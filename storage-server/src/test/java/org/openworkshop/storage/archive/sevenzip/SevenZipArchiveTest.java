/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.Tools;

/** Archives that 7-Zip made, entry by entry against what commons-compress makes of them. */
class SevenZipArchiveTest {
    private static final String SAMPLES =
            "/org/openworkshop/storage/archive/SevenZipFuzzTestInputs/anySevenZipIsRepackedOrRefused/";

    @TempDir
    Path folder;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(tree.resolve("mod/empty"));
        Files.createDirectories(tree.resolve("mod/тексты"));
        Files.writeString(tree.resolve("mod/readme.txt"), "Read me. ".repeat(9000));
        Files.writeString(tree.resolve("mod/тексты/описание – 説明.txt"), "Описание ".repeat(500));
        Files.write(tree.resolve("mod/none.bin"), new byte[0]);
        Files.write(tree.resolve("also none"), new byte[0]);
        Files.write(tree.resolve("mod/noise.bin"), noise(70_000));
        Files.write(
                tree.resolve("code.exe"),
                Arrays.copyOf(Files.readAllBytes(Path.of(System.getProperty("java.home"), "bin", "java")), 12_000));
        Files.setPosixFilePermissions(tree.resolve("code.exe"), PosixFilePermissions.fromString("r-x------"));
        Files.setLastModifiedTime(
                tree.resolve("mod/noise.bin"), FileTime.from(Instant.parse("2001-02-03T04:05:06.1234567Z")));
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private Path packed(String options) throws Exception {
        Tools.run(tree, "bash", "-c", Tools.sevenZip() + " a -bd " + options + " ../made.7z .");
        return folder.resolve("made.7z");
    }

    private Map<String, Long> sumsOfTree() throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                sums.put(tree.relativize(path).toString(), crc(Files.readAllBytes(path)));
            }
        }
        return sums;
    }

    private void assertReadAsByOthers(Path archive) throws IOException {
        assertThat(SeenEntry.ours(archive)).isNotEmpty().isEqualTo(SeenEntry.theirs(archive));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m0=Copy",
                "-m0=Copy -ms=off",
                "-m0=LZMA:d=64m",
                "-m0=LZMA:lc=0:lp=4:pb=4 -ms=off",
                "-m0=LZMA:eos=on",
                "-m0=LZMA2:d=64m",
                "-m0=LZMA2 -ms=2f -mqs=on",
                "-m0=LZMA2 -mhc=off",
                "-m0=Deflate",
                "-m0=Deflate -ms=off",
                "-m0=Deflate64",
                "-m0=BZip2",
                "-m0=Delta:1 -m1=Copy",
                "-m0=Delta:256 -m1=LZMA2",
                "-m0=BCJ -m1=LZMA2",
                "-m0=BCJ -m1=Delta:4 -m2=LZMA -ms=off",
                "-m0=PPC -m1=Deflate",
                "-m0=IA64 -m1=Deflate64",
                "-m0=ARM -m1=BZip2",
                "-m0=ARMT -m1=LZMA",
                "-m0=SPARC -m1=LZMA2",
                "-mtc=on -mta=on",
                "-mtm=off",
                "-mtr=off",
            })
    void everyMethodIsReadAsByOthers(String options) throws Exception {
        Path archive = packed(options);
        assertReadAsByOthers(archive);
        Map<String, Long> sums = SeenEntry.ours(archive).stream()
                .filter(entry -> !entry.directory())
                .collect(Collectors.toMap(SeenEntry::name, SeenEntry::crc));
        assertThat(sums).containsExactlyInAnyOrderEntriesOf(sumsOfTree());
    }

    @Test
    void severalBlocksOfSeveralMethodsAreReadInTheirOrder() throws Exception {
        Tools.run(tree, Tools.sevenZip(), "a", "-bd", "-m0=BZip2", "../made.7z", "mod/readme.txt");
        Tools.run(tree, Tools.sevenZip(), "a", "-bd", "-m0=Copy", "../made.7z", "mod/noise.bin", "also none");
        Tools.run(tree, Tools.sevenZip(), "a", "-bd", "-m0=LZMA", "../made.7z", "code.exe", "mod/empty");
        assertReadAsByOthers(folder.resolve("made.7z"));
        assertThat(SeenEntry.ours(folder.resolve("made.7z"))).hasSize(5);
    }

    @Test
    void entriesWithoutContentAreReadAsByOthers() throws Exception {
        Tools.run(tree, Tools.sevenZip(), "a", "-bd", "../made.7z", "mod/none.bin", "also none", "mod/empty");
        assertReadAsByOthers(folder.resolve("made.7z"));
    }

    /** Filters that commons-compress does not know; the samples hold 4096 bytes of noise in code.bin. */
    @ParameterizedTest
    @ValueSource(strings = {"arm64.7z", "riscv.7z"})
    void newFiltersAreRead(String sample) throws Exception {
        Path archive = folder.resolve(sample);
        try (InputStream in = SevenZipArchiveTest.class.getResourceAsStream(SAMPLES + sample)) {
            assertThat(in).isNotNull();
            Files.copy(in, archive);
        }
        assertThat(SeenEntry.ours(archive)).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("code.bin");
            assertThat(entry.crc()).isEqualTo(crc(noise(4096)));
        });
    }

    @Test
    void entriesThatNobodyReadsArePassedOver() throws Exception {
        Path archive = packed("-m0=LZMA2");
        try (FileChannel channel = FileChannel.open(archive)) {
            SevenZipContent content =
                    SevenZipArchive.open(channel, SeenEntry.BOUNDS).content();
            long sum = 0;
            for (SevenZipEntry entry = content.nextEntry(); entry != null; entry = content.nextEntry()) {
                if (entry.name().equals("mod/noise.bin")) {
                    sum = crc(content.readAllBytes());
                } else if (entry.size() > 0) {
                    assertThat(content.read()).isGreaterThanOrEqualTo(0);
                }
            }
            assertThat(sum).isEqualTo(crc(noise(70_000)));
        }
    }

    @Test
    void hundredThousandEntriesAreRead() throws Exception {
        HeaderBuilder names = new HeaderBuilder();
        int entries = 100_000;
        for (int i = 0; i < entries; i++) {
            names.name("n" + i);
        }
        HeaderBuilder headers = HeaderBuilder.header().copyFolders(1, entries);
        headers.id(8, 0x0D).number(entries).id(9);
        for (int i = 1; i < entries; i++) {
            headers.number(1);
        }
        headers.id(0, 0).files(entries).property(0x11, names.named()).id(0, 0);
        Path archive = Files.write(folder.resolve("many.7z"), headers.archive(new byte[entries]));
        try (FileChannel channel = FileChannel.open(archive)) {
            SevenZipArchive opened = SevenZipArchive.open(channel, SeenEntry.BOUNDS);
            assertThat(opened.entries()).isEqualTo(entries);
            assertThat(opened.unpackedBytes()).isEqualTo(entries);
            assertThat(opened.isDecodable()).isTrue();
            assertThat(opened.findEncrypted()).isEmpty();
        }
        assertReadAsByOthers(archive);
    }
}
