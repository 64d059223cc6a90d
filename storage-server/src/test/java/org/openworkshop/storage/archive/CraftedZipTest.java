/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.config.ArchiveConfig;

class CraftedZipTest {
    private static final String TEXT = Workbench.sum(ZipBytes.text(2000));

    @TempDir
    Path folder;

    private Workbench bench;
    private final ZipBytes zip = new ZipBytes();

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
    }

    private Path file() throws Exception {
        return zip.write(folder.resolve("in.bin"));
    }

    private void assertRefused(Reason reason, String message) throws Exception {
        bench.assertRefused(file(), reason, message);
    }

    /** A ZIP with two entries that would be kept but for one thing. */
    private void assertRepackedBecauseOf(Consumer<ZipBytes> thing) throws Exception {
        ZipBytes other = new ZipBytes();
        other.add("a.txt");
        other.add("b/c.txt");
        thing.accept(other);
        Path file = other.write(folder.resolve("in.bin"));
        assertThat(bench.repacked(file)).containsOnly(Map.entry("a.txt", TEXT), Map.entry("b/c.txt", TEXT));
        assertThat(bench.archives.unpackedBytes(file)).hasValue(4000);
    }

    @Test
    void cleanZipIsKept() throws Exception {
        zip.folder("b/");
        zip.add("b/c.txt");
        zip.add("тест.txt");
        zip.add("con.txt");
        zip.add("-x. ");
        zip.add("a\u0001b").descriptor = true;
        bench.assertKept(file());
        zip.zip64 = true;
        bench.assertKept(file());
        zip.comment = "A comment".getBytes(StandardCharsets.UTF_8);
        bench.assertKept(file());
    }

    @Test
    void emptyZipAndZipOfFoldersAreKept() throws Exception {
        bench.assertKept(file());
        zip.folder("only/");
        bench.assertKept(file());
        zip.stored("empty.txt", new byte[0]);
        bench.assertKept(file());
        assertThat(bench.archives.unpackedBytes(file())).hasValue(0);
    }

    @Test
    void onePercentDecides() throws Exception {
        byte[] noise = Workbench.noise(99_000);
        byte[] zeros = new byte[1000];
        int over = 0;
        int kept = 0;
        for (int extra = 0; extra < 2000; extra += 100) {
            ZipBytes other = new ZipBytes();
            other.stored("noise", noise);
            ZipBytes.Entry entry = other.add("zeros", Arrays.copyOf(zeros, extra));
            long sum = noise.length + entry.data.length;
            boolean expected = sum * 100 <= (noise.length + extra) * 99L;
            assertThat(bench.pack(other.write(folder.resolve("p.zip"))).kept()).isEqualTo(expected);
            kept += expected ? 1 : 0;
            over += expected ? 0 : 1;
        }
        assertThat(kept).isPositive();
        assertThat(over).isPositive();
    }

    @Test
    void zstdZipIsKept() throws Exception {
        byte[] text = ZipBytes.text(5000);
        zip.raw("new.txt", Zstd.compress(text), text).method = 93;
        zip.raw("old.txt", Zstd.compress(text), text).method = 20;
        bench.assertKept(file());
        zip.entries.get(0).crc ^= 1;
        assertRefused(Reason.UNREADABLE, "new.txt");
    }

    @Test
    void selfExtractorIsRepacked() throws Exception {
        for (String stub : new String[] {"MZ program", "#!/bin/sh\nexit 0\n", "anything at all"}) {
            for (boolean counted : new boolean[] {false, true}) {
                assertRepackedBecauseOf(z -> {
                    z.prefix = stub.getBytes(StandardCharsets.UTF_8);
                    z.offsetsCountPrefix = counted;
                });
            }
        }
    }

    @Test
    void zipWithoutItsFirstBytesIsDamagedNotPlain() throws Exception {
        zip.add("a.txt");
        byte[] whole = zip.build();
        whole[0] = 'X';
        bench.assertRefused(Files.write(folder.resolve("x.zip"), whole), Reason.UNREADABLE, "no header");
        byte[] rest = Arrays.copyOfRange(whole, 10, whole.length);
        bench.assertRefused(Files.write(folder.resolve("x.zip"), rest), Reason.UNREADABLE, "beyond");
    }

    @Test
    void zipWithTooMuchBehindItIsRefusedWithWhatWouldHelp() throws Exception {
        zip.add("a.txt");
        zip.suffix = new byte[65_536];
        assertRefused(
                Reason.UNREADABLE,
                "The ZIP has no end record in its last 65557 bytes, where the format has it: it is cut off, or other data was put"
                        + " behind it, without which it can be read");
        zip.suffix = new byte[65_535];
        assertThat(bench.repacked(file())).containsOnly(Map.entry("a.txt", TEXT));
    }

    @Test
    void commentThatHoldsTheEndOfAnEmptyZipIsRefusedRatherThanLosingAll() throws Exception {
        zip.add("a.txt");
        zip.comment = new ZipBytes().build();
        bench.assertRefused(file(), Reason.UNREADABLE, "directory is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "\\windows\\x",
                "//server/x",
                "../x",
                "a/../../x",
                "a/..",
                "..\\x",
                "C:\\x",
                "c:x",
                "./C:/x",
                "",
                ".",
                "a\0b"
            })
    void unsafeNamesAreRefused(String name) throws Exception {
        zip.add("fine.txt");
        zip.add(name);
        assertRefused(Reason.UNREADABLE, "Entry name");
        zip.entries.get(1).method = 0;
        zip.entries.get(1).data = ZipBytes.text(2000);
        assertRefused(Reason.UNREADABLE, "Entry name");
    }

    @Test
    void namesThatMeetAreRefused() throws Exception {
        for (String[] names : new String[][] {
            {"a", "a"},
            {"a/b", "a//b"},
            {"a/b", "a\\b"},
            {"a", "./a"},
            {"a", "a/"},
            {"a/", "a"},
            {"a", "a/b"},
            {"a/b", "a"},
            {"a/b/c/d", "a/b"}
        }) {
            ZipBytes other = new ZipBytes();
            other.add(names[0]);
            other.add(names[1]);
            other.entries.forEach(e -> {
                if (new String(e.name, StandardCharsets.UTF_8).endsWith("/")) {
                    e.method = 0;
                    e.data = new byte[0];
                    e.size = 0;
                    e.crc = 0;
                }
            });
            assertThat(bench.refusal(other.write(folder.resolve("n.zip"))).reason())
                    .as(String.join(" + ", names))
                    .isEqualTo(Reason.UNREADABLE);
        }
    }

    @Test
    void folderNamedTwiceIsFine() throws Exception {
        zip.folder("a/");
        zip.folder("a/");
        zip.add("a/b");
        assertThat(bench.repacked(file())).containsOnlyKeys("a/", "a/b");
    }

    @Test
    void linksAndDevicesAreRefused() throws Exception {
        for (int mode : new int[] {0120777, 0020644, 0060644, 0010644, 0140644}) {
            ZipBytes other = new ZipBytes();
            other.add("odd").attributes = mode << 16;
            bench.assertRefused(other.write(folder.resolve("l.zip")), Reason.UNREADABLE, "\"odd\" is");
        }
        ZipBytes.Entry reparse = zip.add("junction");
        reparse.host = 0;
        reparse.attributes = 0x400;
        assertRefused(Reason.UNREADABLE, "symbolic link");
    }

    @Test
    void encryptionIsSeenInEitherHeader() throws Exception {
        zip.add("a").flags = ZipRecord.ENCRYPTED;
        assertRefused(Reason.ENCRYPTED, "encrypted");
        zip.entries.get(0).flags = ZipRecord.ENCRYPTED | ZipRecord.STRONG_ENCRYPTION;
        assertRefused(Reason.ENCRYPTED, "encrypted");
        zip.entries.get(0).flags = 0;
        zip.entries.get(0).localFlags = ZipRecord.ENCRYPTED;
        assertRefused(Reason.ENCRYPTED, "encrypted");
        zip.entries.get(0).localFlags = -1;
        zip.entries.get(0).method = 99;
        assertRefused(Reason.ENCRYPTED, "encrypted");
    }

    @Test
    void encryptedDirectoryIsSeen() throws Exception {
        ZipBytes.Entry entry = zip.add("a");
        entry.localFlags = ZipRecord.MASKED | ZipRecord.ENCRYPTED;
        byte[] whole = zip.build();
        int directory = 30 + 1 + entry.data.length;
        Arrays.fill(whole, directory, directory + 20, (byte) 0x5A);
        bench.assertRefused(Files.write(folder.resolve("e.zip"), whole), Reason.ENCRYPTED, "encrypted");
    }

    @Test
    void damagedDataIsRefusedUnlessTheCheckIsOff() throws Exception {
        zip.add("good.txt");
        zip.add("bad.txt").crc ^= 1;
        assertRefused(Reason.UNREADABLE, "bad.txt");
        Archives unchecked = new Archives(new ArchiveConfig(false, 100, 200, Workbench.BOUNDS, Workbench.WORK), 0);
        new Workbench(folder, unchecked).assertKept(file());
        zip.entries.get(1).crc ^= 1;
        zip.entries.get(1).size = 1999;
        assertRefused(Reason.UNREADABLE, "longer");
        zip.entries.get(1).size = 2001;
        assertRefused(Reason.UNREADABLE, "bad.txt");
    }

    @Test
    void overlappingEntriesAreRefused() throws Exception {
        zip.add("a.txt");
        ZipBytes.Entry second = zip.add("b.txt");
        second.sharesPlaceOf = 0;
        assertRefused(Reason.UNREADABLE, "overlaps");
        ZipBytes quoted = new ZipBytes();
        byte[] inner = new byte[60];
        quoted.stored("outer.txt", inner).after = new byte[0];
        quoted.add("next.txt").offsetMore = -20;
        assertThat(bench.refusal(quoted.write(folder.resolve("q.zip"))).reason())
                .isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void directoryThatLiesIsRefused() throws Exception {
        zip.add("a.txt");
        zip.entriesMore = 1;
        assertRefused(Reason.UNREADABLE, "instead of");
        zip.entriesMore = 0;
        zip.disk = 1;
        assertRefused(Reason.UNREADABLE, "one part of several");
        zip.disk = 0;
        zip.entries.get(0).offsetMore = 1_000_000;
        assertRefused(Reason.UNREADABLE, "outside");
        zip.entries.get(0).offsetMore = 4;
        assertRefused(Reason.UNREADABLE, "no header");
    }

    @Test
    void limitsHoldForDeclaredSizes() throws Exception {
        zip.add("a.txt", new byte[3000]);
        Archives small = new Archives(Workbench.CONFIG, 2999);
        new Workbench(folder, small).assertRefused(file(), Reason.TOO_LARGE, "2999");
        zip.add("b.txt");
        Archives few = new Archives(new ArchiveConfig(true, 1, 200, Workbench.BOUNDS, Workbench.WORK), 0);
        new Workbench(folder, few).assertRefused(file(), Reason.TOO_LARGE, "entries");
    }

    @Test
    void ratioHoldsForKeptAndRepackedZips() throws Exception {
        byte[] bomb = new byte[(int) Limits.RATIO_FROM_BYTES + 1];
        zip.add("bomb", bomb);
        assertRefused(Reason.TOO_LARGE, "200 times");
        zip.suffix = new byte[1];
        assertRefused(Reason.TOO_LARGE, "200 times");
        new Workbench(folder, new Archives(new ArchiveConfig(false, 100, 200, Workbench.BOUNDS, Workbench.WORK), 0))
                .assertRefused(file(), Reason.TOO_LARGE, "200 times");
        zip.suffix = new byte[0];
        new Workbench(folder, new Archives(new ArchiveConfig(true, 100, 0, Workbench.BOUNDS, Workbench.WORK), 0))
                .assertKept(file());
    }

    @Test
    void namesComeFromTheUnicodeFieldThenUtf8ThenCp437() throws Exception {
        ZipBytes.Entry marked = zip.stored("x", ZipBytes.text(10));
        marked.name = "пр".getBytes(Charset.forName("IBM866"));
        marked.centralExtra = unicodePath(marked.name, "пр.txt");
        marked.localExtra = marked.centralExtra;
        ZipBytes.Entry stale = zip.stored("stale.txt", ZipBytes.text(10));
        stale.centralExtra = unicodePath("other".getBytes(StandardCharsets.UTF_8), "wrong.txt");
        ZipBytes.Entry plain = zip.stored("ü.txt", ZipBytes.text(10));
        plain.flags = 0;
        ZipBytes.Entry dos = zip.stored("y", ZipBytes.text(10));
        dos.name = "Größe.txt".getBytes(Charset.forName("IBM437"));
        assertThat(bench.repacked(file())).containsOnlyKeys("пр.txt", "stale.txt", "ü.txt", "Größe.txt");
    }

    @Test
    void zip64FieldsAreRead() throws Exception {
        byte[] text = ZipBytes.text(2000);
        ZipBytes.Entry entry = zip.add("a.txt", text);
        entry.centralExtra = ZipBytes.little(12)
                .putShort((short) 1)
                .putShort((short) 8)
                .putLong(2000)
                .array();
        entry.size = 0xFFFF_FFFFL;
        entry.localSize = 2000;
        bench.assertKept(file());
        entry.centralExtra = new byte[0];
        assertRefused(Reason.UNREADABLE, "ZIP64");
    }

    private static byte[] unicodePath(byte[] name, String path) {
        CRC32 crc = new CRC32();
        crc.update(name);
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer field = ZipBytes.little(9 + utf8.length);
        field.putShort((short) 0x7075).putShort((short) (5 + utf8.length)).put((byte) 1);
        return field.putInt((int) crc.getValue()).put(utf8).array();
    }
}
