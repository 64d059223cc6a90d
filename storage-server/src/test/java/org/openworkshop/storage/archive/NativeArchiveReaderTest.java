/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.archive.EntryHeader.Kind;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;

class NativeArchiveReaderTest {
    private static final Instant TIME = Instant.parse("2021-03-04T05:06:08Z");

    @TempDir
    static Path engineDir;

    private static NativeEngine engine;

    @TempDir
    Path dir;

    private byte[] program;

    @BeforeAll
    static void makeEngine() {
        engine = new NativeEngine(
                new NativeSettings(engineDir, java.time.Duration.ofSeconds(60), 3L << 30), NativeEngineListener.NONE);
    }

    @AfterAll
    static void closeEngine() throws IOException {
        engine.close();
    }

    @BeforeEach
    void makeFiles() throws IOException {
        Path tree = Files.createDirectories(dir.resolve("tree/Ordner Ω"));
        Files.writeString(tree.resolve("text.txt"), "line\n".repeat(20_000));
        Files.createFile(tree.resolve("empty"));
        Files.createDirectory(tree.resolve("nothing"));
        program = Files.readAllBytes(Path.of(System.getProperty("java.home"), "bin", "java"));
        Files.write(tree.resolve("program.exe"), program);
        Files.setLastModifiedTime(tree.resolve("text.txt"), FileTime.from(TIME));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7z  | SEVEN_ZIP | -m0=PPMd",
                "7z  | SEVEN_ZIP | -mf=BCJ2",
                "7z  | SEVEN_ZIP | -m0=Swap4 -m1=LZMA",
                "7z  | SEVEN_ZIP | -m0=BCJ2 -m1=LZMA2 -m2=LZMA -m3=LZMA -mb0:1 -mb0s1:2 -mb0s2:3",
                "zip | ZIP       | -mm=LZMA",
                "zip | ZIP       | -mm=PPMd",
                "wim | WIM       | -mx=1"
            })
    void readsWhatJavaCannot(String type, NativeFormat format, String options) throws Exception {
        Path archive = pack(type, options.split(" "));
        try (NativeArchiveReader reader = open(archive, format)) {
            assertThat(reader.list().unpackedBytes()).isEqualTo(100_000 + program.length);
            RarRecordingSink sink = new RarRecordingSink();
            reader.read(sink);
            assertThat(sink.headers()).hasSize((int) reader.list().entries());
            assertThat(sink.names()).contains("tree/Ordner Ω/text.txt", "tree/Ordner Ω/empty", "tree/Ordner Ω/nothing");
            assertThat(sink.text("tree/Ordner Ω/text.txt")).isEqualTo("line\n".repeat(20_000));
            assertThat(sink.content("tree/Ordner Ω/program.exe")).isEqualTo(program);
            assertThat(sink.content("tree/Ordner Ω/empty")).isEmpty();
            assertThat(sink.header("tree/Ordner Ω/nothing").kind()).isEqualTo(Kind.DIRECTORY);
            assertThat(sink.header("tree/Ordner Ω/text.txt").modified()).isEqualTo(TIME);
        }
    }

    @Test
    void triesFormatsInTurn() throws Exception {
        Path archive = pack("7z", "-m0=PPMd");
        RarRecordingSink sink = new RarRecordingSink();
        try (NativeArchiveReader reader = open(archive, NativeFormat.ISO, NativeFormat.ARJ, NativeFormat.SEVEN_ZIP)) {
            reader.read(sink);
        }
        assertThat(sink.names()).contains("tree/Ordner Ω/text.txt");
    }

    @Test
    void readsACabinetAndACpioArchive() throws Exception {
        for (String name : List.of("cab", "cpio")) {
            Path archive = RarSamples.write(dir, RarSamples.resource("/test-documents/test-documents." + name));
            RarRecordingSink sink = new RarRecordingSink();
            try (NativeArchiveReader reader = open(archive, NativeFormat.CAB, NativeFormat.CPIO)) {
                reader.read(sink);
            }
            assertThat(sink.names()).anyMatch(path -> path.endsWith("testHTML.html"));
            assertThat(sink.headers()).hasSizeGreaterThan(8);
        }
    }

    @Test
    void tellsLinksFromFiles() throws Exception {
        Files.createSymbolicLink(dir.resolve("tree/link"), Path.of("Ordner Ω/text.txt"));
        Path archive = pack("7z", "-snl", "-m0=PPMd");
        RarRecordingSink sink = new RarRecordingSink();
        try (NativeArchiveReader reader = open(archive, NativeFormat.SEVEN_ZIP)) {
            reader.read(sink);
        }
        assertThat(sink.header("tree/link").kind()).isEqualTo(Kind.SYMBOLIC_LINK);
        assertThat(sink.header("tree/link").linkTarget()).isEqualTo("Ordner Ω/text.txt");
    }

    @ParameterizedTest
    @CsvSource({"7z, SEVEN_ZIP, -mhe=on", "7z, SEVEN_ZIP, -mhe=off", "zip, ZIP, -mem=AES256"})
    void refusesEncryption(String type, NativeFormat format, String option) throws Exception {
        Path archive = pack(type, "-psecret", option);
        ArchiveException e = catchThrowableOfType(
                ArchiveException.class, () -> open(archive, format).close());
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo(Reason.ENCRYPTED);
    }

    @Test
    void refusesDamagedData() throws Exception {
        byte[] archive = Files.readAllBytes(pack("7z", "-m0=PPMd", "-mhc=off"));
        archive[archive.length / 3] ^= 0x55;
        assertThat(refusal(archive, NativeFormat.SEVEN_ZIP).reason()).isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void refusesCutOffArchives() throws Exception {
        List<byte[]> wholes = new ArrayList<>();
        wholes.add(Files.readAllBytes(pack("7z", "-m0=PPMd")));
        wholes.add(Files.readAllBytes(pack("zip", "-mm=LZMA")));
        wholes.add(Files.readAllBytes(pack("wim", "-mx=1")));
        wholes.add(RarSamples.resource("/test-documents/test-documents.cab"));
        for (byte[] whole : wholes) {
            byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
            ArchiveException e =
                    refusal(cut, NativeFormat.SEVEN_ZIP, NativeFormat.ZIP, NativeFormat.WIM, NativeFormat.CAB);
            assertThat(e.reason()).isEqualTo(Reason.UNREADABLE);
        }
    }

    @Test
    void mutationsAreRefusedOrHarmless() throws Exception {
        Files.delete(dir.resolve("tree/Ordner Ω/program.exe"));
        byte[] whole = Files.readAllBytes(pack("7z", "-m0=PPMd", "-mhc=off"));
        Random random = new Random(11);
        for (int round = 0; round < 12; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            Path archive = RarSamples.write(dir, damaged);
            try (NativeArchiveReader reader = open(archive, NativeFormat.SEVEN_ZIP)) {
                reader.read(new RarRecordingSink());
            } catch (ArchiveException e) {
                assertThat(e.reason()).isNotEqualTo(Reason.TOO_LARGE);
            }
        }
    }

    @Test
    void anArchiveOfAnotherFormatIsRefused() throws Exception {
        ArchiveException e = refusal("no archive".getBytes(StandardCharsets.UTF_8), NativeFormat.ISO);
        assertThat(e).hasMessageContaining("ISO");
    }

    @Test
    void aRefusalNamesTheEntryInQuotesOnOneLine() throws Exception {
        Path odd = Files.createDirectories(dir.resolve("odd")).resolve("line\nbreak.txt");
        Files.write(odd, ZipBytes.text(20_000));
        Tools.run(dir, Tools.sevenZip(), "a", "-m0=PPMd", "damaged.7z", "odd");
        Tools.run(dir, Tools.sevenZip(), "a", "-m0=PPMd", "-psecret", "encrypted.7z", "odd");
        byte[] damaged = Files.readAllBytes(dir.resolve("damaged.7z"));
        damaged[60] ^= 0x55;
        assertThat(refusal(damaged, NativeFormat.SEVEN_ZIP))
                .hasMessageEndingWith(": \"odd/line?break.txt\"")
                .hasMessageNotContaining("\n");
        assertThat(refusal(Files.readAllBytes(dir.resolve("encrypted.7z")), NativeFormat.SEVEN_ZIP))
                .hasMessage("An entry is encrypted: \"odd/line?break.txt\"");
    }

    @Test
    void whatTheSinkThrowsArrivesUnchangedAndEndsTheWorker() throws Exception {
        Path archive = pack("7z", "-m0=PPMd");
        Set<Long> before = workers();
        ArchiveException refusal = new ArchiveException(Reason.TOO_LARGE, "enough");
        try (NativeArchiveReader reader = open(archive, NativeFormat.SEVEN_ZIP)) {
            assertThatThrownBy(() -> reader.read(new RarRecordingSink() {
                        @Override
                        public void data(byte[] bytes, int offset, int length) throws ArchiveException {
                            throw refusal;
                        }
                    }))
                    .isSameAs(refusal);
        }
        assertThat(workers()).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void opensAPathWithOtherLettersThanAscii() throws Exception {
        Path archive = Files.move(pack("7z", "-m0=PPMd"), dir.resolve("Архив ä\n.bin"));
        try (NativeArchiveReader reader = open(archive, NativeFormat.SEVEN_ZIP)) {
            assertThat(reader.list().entries()).isPositive();
        }
    }

    private static Set<Long> workers() {
        return NativeProcessTest.workers(engineDir).map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private NativeArchiveReader open(Path archive, NativeFormat... formats) throws ArchiveException, IOException {
        return NativeArchiveReader.open(archive, List.of(formats), engine);
    }

    private ArchiveException refusal(byte[] archive, NativeFormat... formats) throws IOException {
        Path file = RarSamples.write(dir, archive);
        ArchiveException refusal = catchThrowableOfType(ArchiveException.class, () -> {
            try (NativeArchiveReader reader = open(file, formats)) {
                reader.read(new RarRecordingSink());
            }
        });
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private Path pack(String type, String... options) throws IOException, InterruptedException {
        Path archive = dir.resolve("packed." + type);
        Files.deleteIfExists(archive);
        List<String> command = Stream.concat(
                        Stream.concat(Stream.of("7z", "a", "-t" + type), Arrays.stream(options)),
                        Stream.of(archive.toString(), "tree"))
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        process.getInputStream().transferTo(said);
        assertThat(process.waitFor()).as(said.toString(StandardCharsets.UTF_8)).isZero();
        return archive;
    }
}
