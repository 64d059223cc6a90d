/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.EntryHeader.Kind;

class ZipWriterTest {
    private static final int BLOCK = CompressionLevel.of(3).blockBytes();
    private static final int STORED = 65_535;

    @TempDir
    Path folder;

    /** Files of every shape that the cutting into blocks tells apart. */
    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("empty", new byte[0]);
        files.put("one", new byte[1]);
        for (int size : new int[] {BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 77, STORED, 4 * STORED}) {
            files.put("text-" + size, ZipBytes.text(size));
            files.put("noise-" + size, Workbench.noise(size));
        }
        files.put("text-noise", join(ZipBytes.text(2 * BLOCK), Workbench.noise(BLOCK + 5)));
        files.put("noise-text", join(Workbench.noise(3 * BLOCK), ZipBytes.text(BLOCK / 2)));
        files.put("noise-text-noise", join(Workbench.noise(BLOCK), ZipBytes.text(BLOCK), Workbench.noise(2 * BLOCK)));
        for (int i = 0; i < 300; i++) {
            files.put("many/f" + i, ZipBytes.text(i * 13));
        }
        return files;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private Path write(String name, int level, int processors, int chunk, List<Map.Entry<String, byte[]>> files)
            throws Exception {
        Path file = folder.resolve(name);
        try (DeflateThreads threads = new DeflateThreads(processors);
                ZipOutput output = new ZipOutput(file, new ZipHeaders(ZipHeaders.ZIP64_FROM), bytes -> {});
                ZipWriter writer = new ZipWriter(
                        output, new Limits(Workbench.CONFIG, 0, 1 << 30), CompressionLevel.of(level), threads)) {
            for (Map.Entry<String, byte[]> entry : files) {
                byte[] content = entry.getValue();
                writer.begin(
                        new EntryHeader(entry.getKey(), Kind.FILE, -1, Instant.parse("2020-01-01T00:00:01.9Z"), null));
                for (int done = 0; done < content.length; done += chunk) {
                    writer.data(content, done, Math.min(chunk, content.length - done));
                }
                writer.end();
            }
            writer.finish();
        }
        return file;
    }

    private static Map<String, String> sums(Map<String, byte[]> files) {
        Map<String, String> sums = new LinkedHashMap<>();
        files.forEach((name, content) -> sums.put(name, Workbench.sum(content)));
        return sums;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 9})
    void bytesDependOnTheFilesAloneAndEveryToolReadsThem(int level) throws Exception {
        Map<String, byte[]> files = files();
        List<Map.Entry<String, byte[]>> order = new ArrayList<>(files.entrySet());
        Path first = write("first.zip", level, 1, 1 << 20, order);
        assertThat(Workbench.content(first)).isEqualTo(sums(files));
        for (int processors : new int[] {1, 2, 5}) {
            Collections.shuffle(order, new Random(processors));
            Path other = write(processors + ".zip", level, processors, 10_007 * processors, order);
            assertThat(Files.mismatch(first, other)).isEqualTo(-1);
        }
        Tools.run(folder, Tools.sevenZip(), "t", first.toString());
        Tools.run(folder, "unzip", "-tq", first.toString());
        Tools.run(
                folder,
                "python3",
                "-c",
                "import zipfile,sys; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip())",
                first.toString());
        assertThat(folder.resolve("first.zip.ordered")).doesNotExist();
    }

    @Test
    void whatDoesNotShrinkIsStored() throws Exception {
        Path file = write("z.zip", 3, 2, 9999, List.copyOf(files().entrySet()));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.getEntry("empty").getMethod()).isEqualTo(ZipEntry.STORED);
            assertThat(zip.getEntry("noise-" + (3 * BLOCK + 77)).getMethod()).isEqualTo(ZipEntry.STORED);
            assertThat(zip.getEntry("text-" + BLOCK).getMethod()).isEqualTo(ZipEntry.DEFLATED);
            for (String mixed : List.of("text-noise", "noise-text", "noise-text-noise")) {
                ZipEntry entry = zip.getEntry(mixed);
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.DEFLATED);
                assertThat(entry.getCompressedSize()).isLessThan(entry.getSize());
            }
        }
    }

    @Test
    void blocksCostNextToNothing() throws Exception {
        byte[] text = new byte[5 * BLOCK];
        Random random = new Random(3);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (random.nextInt(100) < 70 && i > 1000 ? text[i - 1 - random.nextInt(900)] : 'a' + i % 26);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(CompressionLevel.of(3).zlib(), true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(whole, deflater)) {
            out.write(text);
        } finally {
            deflater.end();
        }
        Path file = write("z.zip", 3, 2, 4096, List.of(Map.entry("text", text)));
        assertThat(Files.size(file)).isLessThan(whole.size() * 1005L / 1000 + 200);
    }

    @Test
    void entriesStandInTheOrderOfTheirNamesBytes() throws Exception {
        List<Map.Entry<String, byte[]>> files = new ArrayList<>();
        for (String name : List.of("b", "a/b", "a.b", "Z", "я", "\uff5e", "😀", "a0")) {
            files.add(Map.entry(name, new byte[3]));
        }
        Path file = write("z.zip", 3, 1, 10, files);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly("Z", "a.b", "a/b", "a0", "b", "я", "\uff5e", "😀");
        }
    }

    @Test
    void interruptEndsTheWaitForOtherThreads() throws Exception {
        try (DeflateThreads threads = new DeflateThreads(2);
                ZipOutput output =
                        new ZipOutput(folder.resolve("i.zip"), new ZipHeaders(ZipHeaders.ZIP64_FROM), bytes -> {});
                ZipWriter writer = new ZipWriter(
                        output, new Limits(Workbench.CONFIG, 0, 1 << 30), CompressionLevel.of(9), threads)) {
            byte[] text = ZipBytes.text(BLOCK);
            writer.begin(new EntryHeader("text", Kind.FILE, -1, null, null));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            writer.data(text, 0, text.length);
                        }
                    })
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            writer.close();
            assertThat(threads.free()).isEqualTo(8);
        }
    }

    @Test
    void archivesShareTheMemoryForBlocksAndNoneWaitsForAnother() throws Exception {
        try (DeflateThreads threads = new DeflateThreads(3)) {
            while (threads.reserve(CompressionLevel.of(3))) {
                assertThat(threads.free()).isGreaterThanOrEqualTo(0);
            }
            Path alone = folder.resolve("alone.zip");
            byte[] text = ZipBytes.text(20 * BLOCK);
            try (ZipOutput output = new ZipOutput(alone, new ZipHeaders(ZipHeaders.ZIP64_FROM), bytes -> {});
                    ZipWriter writer = new ZipWriter(
                            output, new Limits(Workbench.CONFIG, 0, 1 << 30), CompressionLevel.of(3), threads)) {
                writer.begin(new EntryHeader("text", Kind.FILE, -1, null, null));
                writer.data(text, 0, text.length);
                writer.end();
                writer.finish();
            }
            assertThat(Workbench.content(alone)).isEqualTo(Map.of("text", Workbench.sum(text)));
            assertThat(threads.free()).isZero();
        }
    }

    @Test
    void failedTargetGivesTheMemoryForBlocksBack() throws Exception {
        try (DeflateThreads threads = new DeflateThreads(2)) {
            ZipOutput output = new ZipOutput(folder.resolve("f.zip"), new ZipHeaders(ZipHeaders.ZIP64_FROM), bytes -> {
                throw new java.io.IOException("full");
            });
            try (ZipWriter writer =
                    new ZipWriter(output, new Limits(Workbench.CONFIG, 0, 1 << 30), CompressionLevel.of(3), threads)) {
                byte[] noise = Workbench.noise(BLOCK);
                writer.begin(new EntryHeader("noise", Kind.FILE, -1, null, null));
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 100; i++) {
                                writer.data(noise, 0, noise.length);
                            }
                        })
                        .hasMessage("full");
            }
            assertThat(threads.free()).isEqualTo(8);
        }
    }

    @Test
    void closedThreadsEndPackingAsAnInterruptDoes() throws Exception {
        DeflateThreads threads = new DeflateThreads(2);
        threads.close();
        try (ZipOutput output =
                        new ZipOutput(folder.resolve("c.zip"), new ZipHeaders(ZipHeaders.ZIP64_FROM), bytes -> {});
                ZipWriter writer = new ZipWriter(
                        output, new Limits(Workbench.CONFIG, 0, 1 << 30), CompressionLevel.of(3), threads)) {
            writer.begin(new EntryHeader("text", Kind.FILE, -1, null, null));
            writer.data(ZipBytes.text(1000), 0, 1000);
            writer.end();
            assertThatThrownBy(writer::finish).isInstanceOf(InterruptedIOException.class);
        }
    }
}
