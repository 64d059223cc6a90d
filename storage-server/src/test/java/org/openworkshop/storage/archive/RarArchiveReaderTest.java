/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.archive.EntryHeader.Kind;

class RarArchiveReaderTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    /** As the archiver wrote it, in a zone that it did not write. */
    private static final Instant WINDOWS_TIME = Instant.parse("2011-08-18T12:11:24.077857900Z");

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "rar4-lzss, LibarchiveAddingTest.html, ee16390e87152d7d",
        "rar4-lzss, testdir/test.txt, 5a5f16e01faf8adf",
        "rar4-ppmd, testdir/LibarchiveAddingTest.html, ee16390e87152d7d",
        "rar4-stored-link, test.txt, 5a5f16e01faf8adf",
        "rar4-windows, testdir/test.txt, 2d45c5f87d1b6cef",
        "rar4-unicode, 表だよ/漢字長いファイル名long-filename-in-漢字.txt, 7faabe854be71def",
        "rar5-stored, helloworld.txt, fef9ad8cf601b43f",
        "rar5-compressed, test.bin, 588870a2dade35c2",
        "rar5-solid, test.bin, 588870a2dade35c2",
        "rar5-solid, test6.bin, 0b79ce23670b7c2e",
        "rar5-windows, test4.bin, 2627f40180217252",
        "rar5-blake2, cebula.txt, 1e98540238b2b13d"
    })
    void decodesWhatAnotherDecoderDecodes(String sample, String entry, String sha256) throws Exception {
        assertThat(read(RarSamples.bytes(sample)).digest(entry)).isEqualTo(sha256);
    }

    @Test
    void timesWithoutZoneStayAsTheyAreOnEveryMachine() throws Exception {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("UTC", "Asia/Tokyo", "America/Caracas")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                assertThat(read(RarSamples.bytes("rar4-windows")).headers())
                        .filteredOn(header -> header.name().equals("testdir/test.txt"))
                        .singleElement()
                        .satisfies(header -> {
                            assertThat(header.wallClock()).isTrue();
                            assertThat(header.modified()).isEqualTo(WINDOWS_TIME);
                        });
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void listsBeforeReadingAndTellsTheSameNumbers() throws Exception {
        try (RarArchiveReader reader = open(RarSamples.bytes("rar5-solid"))) {
            assertThat(reader.list()).isEqualTo(new ArchiveReader.Listing(7, 25_776));
            RarRecordingSink sink = new RarRecordingSink();
            reader.read(sink);
            assertThat(sink.headers()).hasSize(7);
            assertThat(reader.position()).isBetween(900L, 1_050L);
        }
    }

    @Test
    void decodesManyBlocksIntoTwentyMegabytes() throws Exception {
        long[] bytes = new long[1];
        try (RarArchiveReader reader = open(RarSamples.bytes("rar4-many-blocks"))) {
            reader.read(new RarRecordingSink() {
                @Override
                public void data(byte[] data, int offset, int length) {
                    bytes[0] += length;
                }
            });
        }
        assertThat(bytes[0]).isEqualTo(20_131_111);
    }

    @Test
    void tellsDirectoriesTimesAndLinksOfRar4() throws Exception {
        RarRecordingSink sink = read(RarSamples.bytes("rar4-stored-link"));
        assertThat(sink.header("testdir").kind()).isEqualTo(Kind.DIRECTORY);
        assertThat(sink.header("test.txt").modified()).isNotNull();
        assertThat(sink.header("testlink").kind()).isEqualTo(Kind.SYMBOLIC_LINK);
        assertThat(sink.header("testlink").linkTarget()).isEqualTo("test.txt");
        assertThat(sink.content("testlink")).isEmpty();
    }

    @Test
    void tellsLinksAndTimesOfRar5() throws Exception {
        RarRecordingSink links = read(RarSamples.bytes("rar5-symlink"));
        assertThat(links.header("symlink.txt"))
                .returns(Kind.SYMBOLIC_LINK, EntryHeader::kind)
                .returns("file.txt", EntryHeader::linkTarget)
                .returns(Instant.parse("2019-04-17T20:32:23Z"), EntryHeader::modified);
        assertThat(links.header("dirlink").kind()).isEqualTo(Kind.SYMBOLIC_LINK);
        assertThat(links.header("dir").kind()).isEqualTo(Kind.DIRECTORY);
        RarRecordingSink hard = read(RarSamples.bytes("rar5-hardlink"));
        assertThat(hard.header("hardlink.txt"))
                .returns(Kind.HARD_LINK, EntryHeader::kind)
                .returns("file.txt", EntryHeader::linkTarget);
        assertThat(hard.content("file.txt")).hasSize(5);
    }

    @Test
    void tellsEveryKindOfRedirection() throws Exception {
        RarBuilder rar = new RarBuilder().main(0).file("a", HELLO);
        rar.link("unix", 1, "a").link("windows", 2, "..\\a").link("junction", 3, "a");
        rar.link("hard", 4, "a").link("copy", 5, "a").end(0);
        RarRecordingSink sink = read(rar.toBytes());
        assertThat(sink.headers().stream().map(EntryHeader::kind))
                .containsExactly(
                        Kind.FILE,
                        Kind.SYMBOLIC_LINK,
                        Kind.SYMBOLIC_LINK,
                        Kind.SYMBOLIC_LINK,
                        Kind.HARD_LINK,
                        Kind.HARD_LINK);
        assertThat(sink.header("windows").linkTarget()).isEqualTo("../a");
    }

    @Test
    void readsBehindAStub() throws Exception {
        ByteArrayOutputStream program = new ByteArrayOutputStream();
        program.writeBytes("MZ Rar! is only a word here".getBytes(StandardCharsets.US_ASCII));
        program.writeBytes(new byte[100_000]);
        program.writeBytes(RarSamples.bytes("rar5-compressed"));
        assertThat(read(program.toByteArray()).digest("test.bin")).isEqualTo("588870a2dade35c2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rar4-no-end-block", "rar4-subblock"})
    void readsArchivesOfOldVersions(String sample) throws Exception {
        assertThat(read(RarSamples.bytes(sample)).digest("test.txt")).isEqualTo("5a5f16e01faf8adf");
    }

    @Test
    void readsAnArchiveWithDamageNowhereButAfterItsEnd() throws Exception {
        ByteArrayOutputStream padded = new ByteArrayOutputStream();
        padded.writeBytes(new RarBuilder().main(0).file("a", HELLO).end(0).toBytes());
        padded.writeBytes(new byte[999]);
        assertThat(read(padded.toByteArray()).text("a")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rar4-encrypted-data", "rar4-encrypted-headers", "rar4-encrypted-partly"})
    void refusesEncryptionOfRar4(String sample) {
        refused(RarSamples.bytes(sample), Reason.ENCRYPTED, "encrypted");
    }

    @Test
    void refusesEncryptionOfRar5() {
        refused(
                new RarBuilder().main(0).encryptedFile("a", new byte[16]).end(0).toBytes(),
                Reason.ENCRYPTED,
                "encrypted");
        refused(new RarBuilder().encryptedHeaders().main(0).end(0).toBytes(), Reason.ENCRYPTED, "encrypted");
        refused(RarSamples.resource("/test-documents/test-documents-enc.rar"), Reason.ENCRYPTED, "encrypted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rar4-volume-1", "rar4-volume-3", "rar5-volume-4"})
    void refusesOneOfSeveralVolumesAndSaysSo(String sample) {
        refused(RarSamples.bytes(sample), Reason.UNREADABLE, "one of several volumes");
    }

    @Test
    void refusesAVolumeWhoseEndPromisesAnother() {
        refused(new RarBuilder().main(1).file("a", HELLO).end(1).toBytes(), Reason.UNREADABLE, "volumes");
    }

    @Test
    void refusesADictionaryOverTheCapBeforeDecoding() {
        int best = 5 << 7;
        byte[] fits = new RarBuilder()
                .main(0)
                .file("a", HELLO, best | 11 << 10)
                .end(0)
                .toBytes();
        byte[] tooBig = new RarBuilder()
                .main(0)
                .file("a", HELLO, best | 12 << 10)
                .end(0)
                .toBytes();
        assertThatThrownBy(() -> read(fits)).hasMessageContaining("damaged");
        refused(tooBig, Reason.UNREADABLE, "dictionary");
    }

    @Test
    void refusesAnArchiveWithoutItsEnd() {
        refused(new RarBuilder().main(0).file("a", HELLO).toBytes(), Reason.UNREADABLE, "cut off");
    }

    @Test
    void refusesDataThatDoesNotMatchItsChecksum() {
        byte[] archive =
                new RarBuilder().main(0).file("folder\\a", HELLO).end(0).toBytes();
        int at = new String(archive, StandardCharsets.ISO_8859_1).indexOf("hello");
        archive[at] ^= 1;
        assertThatThrownBy(() -> read(archive))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE))
                .hasMessageContaining("folder/a");
    }

    @Test
    void refusesAHeaderThatDoesNotMatchItsChecksum() {
        byte[] archive = new RarBuilder().main(0).file("a", HELLO).end(0).toBytes();
        archive[archive.length - 2] ^= 1;
        refused(archive, Reason.UNREADABLE, "");
    }

    @Test
    void refusesMoreHeadersThanThereIsRoomFor() throws Exception {
        RarBuilder rar = new RarBuilder().main(0);
        for (int i = 0; i < 2_000; i++) {
            rar.file("f" + i, HELLO);
        }
        Path file = RarSamples.write(dir, rar.end(0).toBytes());
        ArchiveException e =
                catchThrowableOfType(ArchiveException.class, () -> RarArchiveReader.open(file, 100, 1 << 20));
        assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
        try (RarArchiveReader reader = RarArchiveReader.open(file, 1_000, 1 << 20)) {
            assertThat(reader.list()).isEqualTo(new ArchiveReader.Listing(2_000, 10_000));
        }
    }

    @Test
    void whatTheSinkThrowsArrivesUnchanged() {
        ArchiveException refusal = new ArchiveException(Reason.TOO_LARGE, "enough");
        IOException full = new IOException("disk full");
        IllegalStateException bug = new IllegalStateException("bug");
        for (Exception thrown : new Exception[] {refusal, full, bug}) {
            assertThatThrownBy(() -> {
                        try (RarArchiveReader reader = open(RarSamples.bytes("rar5-solid"))) {
                            reader.read(throwing(thrown));
                        }
                    })
                    .isSameAs(thrown);
        }
    }

    @Test
    void anInterruptEndsReadingAndIsKept() throws Exception {
        try (RarArchiveReader reader = open(RarSamples.bytes("rar4-many-blocks"))) {
            RarRecordingSink sink = new RarRecordingSink() {
                @Override
                public void data(byte[] bytes, int offset, int length) {
                    Thread.currentThread().interrupt();
                }
            };
            assertThatThrownBy(() -> reader.read(sink)).isInstanceOf(InterruptedIOException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void startsNoThreads() throws Exception {
        read(RarSamples.bytes("rar5-solid"));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("junrar"));
    }

    @Test
    void aSourceThatIsNotThereIsAnIoError() {
        assertThatThrownBy(() -> RarArchiveReader.open(dir.resolve("absent")))
                .isInstanceOfAny(NoSuchFileException.class, java.io.FileNotFoundException.class);
    }

    private void refused(byte[] archive, Reason reason, String message) {
        ArchiveException e =
                catchThrowableOfType(ArchiveException.class, () -> open(archive).close());
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e).hasMessageContaining(message);
    }

    private RarArchiveReader open(byte[] archive) throws ArchiveException, IOException {
        return RarArchiveReader.open(RarSamples.write(dir, archive));
    }

    private RarRecordingSink read(byte[] archive) throws ArchiveException, IOException {
        RarRecordingSink sink = new RarRecordingSink();
        try (RarArchiveReader reader = open(archive)) {
            reader.read(sink);
        }
        return sink;
    }

    private static RarRecordingSink throwing(Exception thrown) {
        return new RarRecordingSink() {
            @Override
            public void begin(EntryHeader header) throws ArchiveException {
                if (thrown instanceof ArchiveException e) {
                    throw e;
                }
                super.begin(header);
            }

            @Override
            public void data(byte[] bytes, int offset, int length) throws ArchiveException {
                RarArchiveReaderTest.<RuntimeException>sneak(thrown);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(Exception thrown) throws E {
        throw (E) thrown;
    }
}
