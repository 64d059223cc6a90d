/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * A ZIP that would be kept but for one thing on which a reader of the directory and a reader of the local headers, or two
 * readers of either, could disagree: it is repacked, and what comes out is what the directory says.
 */
class ZipDisagreementTest {
    private static final String TEXT = Workbench.sum(ZipBytes.text(2000));
    private static final byte[] HIDDEN = "hidden".getBytes(UTF_8);

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
    }

    private static ZipBytes zip() {
        ZipBytes zip = new ZipBytes();
        zip.add("a.txt");
        zip.add("b/c.txt");
        return zip;
    }

    private static Map<String, Consumer<ZipBytes>> disagreements() {
        Map<String, Consumer<ZipBytes>> all = new LinkedHashMap<>();
        all.put("name", z -> first(z).localName = "x.txt".getBytes(UTF_8));
        all.put("name's case", z -> first(z).localName = "A.txt".getBytes(UTF_8));
        all.put("longer name", z -> first(z).localName = "../a.txt".getBytes(UTF_8));
        all.put("name's separator", z -> z.entries.get(1).localName = "b\\c.txt".getBytes(UTF_8));
        all.put("no local name", z -> first(z).localName = new byte[0]);
        all.put("method", z -> first(z).localMethod = 0);
        all.put("unknown method", z -> first(z).localMethod = 77);
        all.put("UTF-8 flag", z -> first(z).localFlags = ZipRecord.UTF8);
        all.put("descriptor flag", z -> first(z).localFlags = ZipRecord.DESCRIPTOR);
        all.put("reserved flag", z -> first(z).localFlags = 1 << 5);
        all.put("smaller size", z -> first(z).localSize = 5);
        all.put("larger size", z -> first(z).localSize = 1 << 20);
        all.put("size of zero", z -> first(z).localSize = 0);
        all.put("packed size", z -> first(z).localPacked = 5);
        all.put("checksum", z -> first(z).localCrc = first(z).crc ^ 1);
        all.put("unicode name in the local header", z -> first(z).localExtra = unicodePath("a.txt", "evil.txt"));
        all.put("unicode name in the directory", z -> first(z).centralExtra = unicodePath("a.txt", "a.txt\u00e9"));
        all.put("unicode name with another checksum", z -> first(z).centralExtra = unicodePath("b.txt", "evil.txt"));
        all.put("unicode name that is cut off", z -> first(z).localExtra = field(0x7075, new byte[] {1, 2, 3}));
        all.put("64-bit sizes beside sizes", z -> first(z).centralExtra = zip64(9, 9));
        all.put("64-bit sizes beside local sizes", z -> first(z).localExtra = zip64(9, 9));
        all.put("two 64-bit fields", z -> {
            first(z).centralExtra = concat(zip64(2000), zip64(9));
            first(z).size = 0xFFFF_FFFFL;
            first(z).localSize = 2000;
        });
        all.put("64-bit field of odd length", z -> first(z).localExtra = field(1, new byte[7]));
        all.put("extra fields that do not end", z -> first(z).centralExtra = new byte[] {1, 2, 3, 4, 5});
        all.put("local extra fields that do not end", z -> first(z).localExtra = new byte[] {1, 2, 3, 4, 5});
        all.put("disk number", z -> first(z).diskStart = 1);
        all.put("descriptor's checksum", z -> descriptor(first(z), 4));
        all.put("descriptor's packed size", z -> descriptor(first(z), 8));
        all.put("descriptor's size", z -> descriptor(first(z), 12));
        all.put("descriptor that is missing", z -> {
            first(z).flags = ZipRecord.DESCRIPTOR;
            first(z).after = new byte[0];
        });
        all.put("bytes behind the descriptor", z -> {
            first(z).descriptor = true;
            first(z).after = new byte[1];
        });
        all.put("bytes before: a self-extractor", z -> z.prefix = "MZ program".getBytes(UTF_8));
        all.put("bytes before that the offsets count", z -> {
            z.prefix = "#!/bin/sh\nexit\n".getBytes(UTF_8);
            z.offsetsCountPrefix = true;
        });
        all.put("bytes between entries", z -> first(z).after = HIDDEN);
        all.put("entry that the directory does not list", z -> first(z).after = hiddenEntry());
        all.put("entry before the first", z -> {
            z.prefix = hiddenEntry();
            z.offsetsCountPrefix = true;
        });
        all.put("entry behind the last", z -> z.entries.get(1).after = hiddenEntry());
        all.put("bytes before the directory", z -> z.beforeDirectory = HIDDEN);
        all.put("bytes behind the directory", z -> z.beforeEnd = HIDDEN);
        all.put("bytes behind the end", z -> z.suffix = HIDDEN);
        all.put("bytes behind the end and a comment", z -> {
            z.comment = HIDDEN;
            z.suffix = HIDDEN;
        });
        all.put("bytes behind an entry's deflated data", z -> first(z).data = concat(first(z).data, HIDDEN));
        all.put("stored data with a descriptor, which nobody finds the end of", z -> {
            byte[] stored = concat("x".getBytes(UTF_8), hiddenEntry());
            z.stored("x", stored).descriptor = true;
        });
        all.put("name in two spellings", z -> first(z).name = "./a.txt".getBytes(UTF_8));
        all.put("name that is no UTF-8 as it claims", z -> {
            z.stored("x", new byte[0]).name = new byte[] {'x', (byte) 0xFF};
            z.entries.get(2).flags = ZipRecord.UTF8;
        });
        return all;
    }

    @TestFactory
    Iterable<DynamicTest> eachIsRepackedFromTheDirectory() {
        return disagreements().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    ZipBytes zip = zip();
                    each.getValue().accept(zip);
                    Path file = zip.write(folder.resolve("in.bin"));
                    Map<String, String> content = bench.repacked(file);
                    content.keySet().removeIf(name -> name.startsWith("x"));
                    assertThat(content.values()).containsExactly(TEXT, TEXT);
                    assertThat(content.keySet())
                            .containsAnyOf("a.txt", "a.txt\u00e9")
                            .contains("b/c.txt");
                    bench.assertKept(whatCameOut());
                }))
                .toList();
    }

    private Path whatCameOut() throws Exception {
        return Files.move(bench.target(), folder.resolve("again.zip"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void sameZipWithoutTheDisagreementIsKept() throws Exception {
        bench.assertKept(zip().write(folder.resolve("in.bin")));
        ZipBytes plain = zip();
        first(plain).localExtra = unicodePath("a.txt", "a.txt");
        first(plain).centralExtra = unicodePath("a.txt", "a.txt");
        plain.entries.get(1).descriptor = true;
        bench.assertKept(plain.write(folder.resolve("in.bin")));
    }

    /** Both readers find the same entries, only in another order. */
    @Test
    void directoryInAnotherOrderThanTheDataIsNoDisagreement() throws Exception {
        ZipBytes zip = zip();
        zip.add("d.txt");
        zip.directoryBackwards = true;
        bench.assertKept(zip.write(folder.resolve("in.bin")));
    }

    @Test
    void offsetsThatPointAtEachOthersDataAreRefused() throws Exception {
        ZipBytes zip = zip();
        int distance = 30 + 5 + first(zip).data.length;
        first(zip).offsetMore = distance;
        zip.entries.get(1).offsetMore = -distance;
        // The same sizes and checksums: only the names show it.
        assertThat(bench.repacked(zip.write(folder.resolve("in.bin"))))
                .containsOnly(Map.entry("a.txt", TEXT), Map.entry("b/c.txt", TEXT));
        zip.entries.get(1).sharesPlaceOf = 0;
        zip.entries.get(1).offsetMore = 0;
        first(zip).offsetMore = 0;
        bench.assertRefused(zip.write(folder.resolve("in.bin")), Reason.UNREADABLE, "overlaps");
    }

    @Test
    void commentThatHoldsAnEndRecordIsRepackedFromTheDirectoryThatProgramsFind() throws Exception {
        ZipBytes zip = zip();
        zip.comment = concat(new ZipBytes().build(), HIDDEN);
        assertThat(bench.repacked(zip.write(folder.resolve("in.bin"))))
                .containsOnly(Map.entry("a.txt", TEXT), Map.entry("b/c.txt", TEXT));
    }

    /** A stored entry holds an end record that counts all that follows as its comment. */
    @Test
    void twoEndRecordsThatBothEndTheFileAreRepacked() throws Exception {
        ZipBytes zip = zip();
        zip.stored("x", new ZipBytes().build());
        bench.assertKept(zip.write(folder.resolve("in.bin")));
        byte[] whole = zip.build();
        int record = 0;
        while (ByteBuffer.wrap(whole).getInt(record) != 0x504b0506) {
            record++;
        }
        ByteBuffer other = ZipBytes.little(22).put(new ZipBytes().build());
        other.putShort(20, (short) (whole.length - record - 22));
        ZipBytes both = zip();
        both.stored("x", other.array());
        assertThat(bench.repacked(both.write(folder.resolve("in.bin")))).containsOnlyKeys("a.txt", "b/c.txt", "x");
    }

    @Test
    void bytesBetweenTheEndRecordsOfAZip64AreRepacked() throws Exception {
        ZipBytes zip = zip();
        zip.zip64 = true;
        bench.assertKept(zip.write(folder.resolve("in.bin")));
        for (int i = 0; i < 4; i++) {
            ZipBytes odd = zip();
            odd.zip64 = true;
            odd.zip64Change = i;
            assertThat(bench.repacked(odd.write(folder.resolve("in.bin"))))
                    .as("change " + i)
                    .containsOnly(Map.entry("a.txt", TEXT), Map.entry("b/c.txt", TEXT));
        }
    }

    private static ZipBytes.Entry first(ZipBytes zip) {
        return zip.entries.get(0);
    }

    private static byte[] hiddenEntry() {
        ZipBytes hidden = new ZipBytes();
        hidden.stored("evil.txt", HIDDEN);
        return Arrays.copyOf(hidden.build(), 30 + 8 + HIDDEN.length);
    }

    /** A signed descriptor, right but for one byte. */
    private static void descriptor(ZipBytes.Entry entry, int wrongAt) {
        entry.flags = ZipRecord.DESCRIPTOR;
        byte[] bytes = ZipBytes.little(16)
                .putInt(0x08074b50)
                .putInt((int) entry.crc)
                .putInt(entry.data.length)
                .putInt((int) entry.size)
                .array();
        bytes[wrongAt] ^= 1;
        entry.after = bytes;
    }

    private static byte[] unicodePath(String name, String path) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(UTF_8));
        byte[] utf8 = path.getBytes(UTF_8);
        return field(
                0x7075,
                ZipBytes.little(5 + utf8.length)
                        .put((byte) 1)
                        .putInt((int) crc.getValue())
                        .put(utf8)
                        .array());
    }

    private static byte[] zip64(long... values) {
        ByteBuffer data = ZipBytes.little(8 * values.length);
        for (long value : values) {
            data.putLong(value);
        }
        return field(1, data.array());
    }

    private static byte[] field(int id, byte[] data) {
        return ZipBytes.little(4 + data.length)
                .putShort((short) id)
                .putShort((short) data.length)
                .put(data)
                .array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
