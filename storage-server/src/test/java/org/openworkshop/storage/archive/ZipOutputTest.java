/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.EntryHeader.Kind;

class ZipOutputTest {
    private final DeflateThreads threads = new DeflateThreads(2);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        threads.close();
    }

    private ZipWriter writer(Path file, long zip64From) throws IOException {
        return new ZipWriter(
                new ZipOutput(file, new ZipHeaders(zip64From), bytes -> {}),
                new Limits(Workbench.CONFIG, 0, 1 << 20),
                CompressionLevel.of(3),
                threads);
    }

    private static void file(ZipWriter writer, String name, long declared, byte[] content) throws Exception {
        writer.begin(new EntryHeader(name, Kind.FILE, declared, Instant.parse("2020-01-01T00:00:01Z"), null));
        writer.data(content, 0, content.length);
        writer.end();
    }

    @Test
    void zip64FieldsAppearWhereNumbersNeedThemAndEveryToolReadsThem() throws Exception {
        byte[] noise = Workbench.noise(5000);
        for (long from : new long[] {100, 3000, 6000, 20_000, ZipHeaders.ZIP64_FROM}) {
            Path file = folder.resolve("z" + from + ".zip");
            try (ZipWriter writer = writer(file, from)) {
                file(writer, "big", -1, noise);
                file(writer, "empty", -1, new byte[0]);
                writer.begin(new EntryHeader("d", Kind.DIRECTORY, 0, null, null));
                writer.end();
                writer.begin(new EntryHeader("copy", Kind.HARD_LINK, -1, null, "big"));
                writer.end();
                file(writer, "last", -1, noise);
                writer.finish();
            }
            String sum = Workbench.sum(noise);
            assertThat(Workbench.content(file))
                    .isEqualTo(Map.of("big", sum, "copy", sum, "last", sum, "empty", Workbench.sum(""), "d/", ""));
            Tools.run(folder, "unzip", "-tq", file.toString());
            Tools.run(folder, Tools.sevenZip(), "t", file.toString());
            Workbench bench = new Workbench(folder);
            assertThat(bench.archives.unpackedBytes(file)).hasValue(15_000);
            try (SourceFile source = SourceFile.open(file)) {
                Limits limits = new Limits(Workbench.CONFIG, 0, source.size());
                ZipDirectory directory = ZipDirectory.read(source, limits);
                assertThat(ZipLayout.check(source, directory, limits).clean()).isTrue();
            }
            boolean wide = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("PK\u0006\u0006");
            assertThat(wide).isEqualTo(from < 20_000);
        }
    }

    @Test
    void moreEntriesThanSixteenBitsCanCount() throws Exception {
        Path file = folder.resolve("many.zip");
        try (ZipWriter writer = writer(file, ZipHeaders.ZIP64_FROM)) {
            for (int i = 0; i < 70_000; i++) {
                file(writer, "f" + i, 0, new byte[0]);
            }
            writer.finish();
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(70_000);
        }
        assertThat(new Workbench(folder).archives.unpackedBytes(file)).hasValue(0);
    }

    @Test
    void namesAreMarkedAsUtf8() throws Exception {
        Path file = folder.resolve("n.zip");
        try (ZipWriter writer = writer(file, ZipHeaders.ZIP64_FROM)) {
            file(writer, "имя/😀.txt", 1, new byte[1]);
            writer.finish();
        }
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes[7] & 8).isEqualTo(8);
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.US_ASCII)) {
            assertThat(zip.getEntry("имя/😀.txt")).isNotNull();
        }
    }

    @Test
    void hardLinkToSomethingElseIsRefused() throws Exception {
        try (ZipWriter writer = writer(folder.resolve("h.zip"), ZipHeaders.ZIP64_FROM)) {
            assertThatThrownBy(() -> writer.begin(new EntryHeader("copy", Kind.HARD_LINK, -1, null, "later")))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("no earlier file");
        }
    }

    @Test
    void timesBeyondWhatZipKnowsAreBounded() {
        assertThat(ZipTime.toDos(null)).isEqualTo(ZipTime.DOS_START);
        assertThat(ZipTime.toDos(Instant.MIN)).isEqualTo(ZipTime.DOS_START);
        assertThat(ZipTime.fromDos(ZipTime.toDos(Instant.MAX))).isEqualTo(Instant.parse("2107-12-31T23:59:58Z"));
        assertThat(ZipTime.fromDos(0)).isNull();
        assertThat(ZipTime.fitsUnix(Instant.parse("2038-01-19T03:14:08Z"))).isFalse();
        assertThat(ZipTime.fromWindows(132_223_104_000_000_000L)).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
    }
}
