/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedArchiveTest {
    private static final String MAKE_TAR = "tar --format=gnu --sort=name -cf ";

    @TempDir
    Path folder;

    private Workbench bench;
    private Path tree;

    @BeforeEach
    void makeSmallTree() throws Exception {
        bench = new Workbench(folder, new Archives(Workbench.CONFIG, 1 << 26));
        tree = Files.createDirectories(folder.resolve("small"));
        Files.createDirectories(tree.resolve("d"));
        Files.writeString(tree.resolve("d/a.txt"), "some text, some more text, some text again");
        Files.writeString(tree.resolve("b.txt"), "another");
    }

    private byte[] archive(String kind) throws Exception {
        Path file = folder.resolve("made");
        String make = switch (kind) {
            case "zip" -> "zip -qr - . > ../made";
            case "zip-stored" -> "zip -q0r - . > ../made";
            case "7z" -> Tools.sevenZip() + " a -bd ../made.7z . && mv ../made.7z ../made";
            case "tar" -> MAKE_TAR + "../made *";
            case "cpio" -> "find . | cpio -o --quiet -H newc > ../made";
            case "ar" -> "ar rc ../made b.txt d/a.txt";
            default -> MAKE_TAR + "- * | " + kind + " -c > ../made";
        };
        Tools.run(tree, "bash", "-c", make);
        return Files.readAllBytes(file);
    }

    /** The outcome is a ZIP that can be read, or a refusal; anything else fails the test. */
    private boolean isPacked(byte[] bytes, String what) throws IOException {
        Path file = folder.resolve("damaged.bin");
        Files.write(file, bytes);
        try {
            PackResult result = bench.pack(file);
            Workbench.content(result.kept() ? file : bench.target());
            return true;
        } catch (ArchiveException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        } catch (IOException | RuntimeException | Error e) {
            return fail(what, e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "zip, 4",
        "zip-stored, 4",
        "7z, 6",
        "tar, 263",
        "gzip, 3",
        "xz, 6",
        "zstd, 4",
        "bzip2, 10",
        "cpio, 22",
        "ar, 8"
    })
    void everyTruncationIsRefused(String kind, int signature) throws Exception {
        byte[] whole = archive(kind);
        assertThat(isPacked(whole, kind)).isTrue();
        int step = 1 + whole.length / 500;
        for (int length = signature; length < whole.length; length += step) {
            boolean packed = isPacked(Arrays.copyOf(whole, length), kind + " cut to " + length);
            assertThat(packed).as(kind + " cut to " + length).isEqualTo(isWholeAnyway(kind, whole, length));
        }
    }

    /** A tar is whole without the padding behind its first block of zeros; an ar has no end at all. */
    private static boolean isWholeAnyway(String kind, byte[] whole, int length) {
        if (kind.equals("tar")) {
            int end = whole.length;
            while (whole[end - 1] == 0) {
                end--;
            }
            return length >= (end + 511) / 512 * 512 + 512;
        } else if (kind.equals("cpio")) {
            return length >= (new String(whole, StandardCharsets.ISO_8859_1).indexOf("TRAILER!!!") + 11 + 3) / 4 * 4;
        }
        return kind.equals("ar") && (length == 8 || length == 8 + 60 + 7 || length == 8 + 60 + 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "zip-stored", "7z", "tar", "gzip", "xz", "zstd", "bzip2", "lz4", "cpio", "ar"})
    void mutationsAreRefusedOrPacked(String kind) throws Exception {
        byte[] whole = archive(kind);
        Random random = new Random(20);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int c = 0; c < changes; c++) {
                mutate(bytes, random);
            }
            isPacked(bytes, kind + " mutation " + i);
        }
    }

    private static void mutate(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xFF);
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
    }

    @Test
    void changedDataIsNoticedWhereTheFormatHasChecksums() throws Exception {
        Map<String, String> expected = Map.of(
                "d/a.txt", Workbench.sum(Files.readAllBytes(tree.resolve("d/a.txt"))),
                "b.txt", Workbench.sum("another"));
        for (String kind : new String[] {"zip-stored", "gzip", "xz", "bzip2"}) {
            byte[] whole = archive(kind);
            for (int at = 20; at < whole.length; at += 5) {
                byte[] bytes = whole.clone();
                bytes[at] ^= 0x10;
                if (isPacked(bytes, kind + " changed at " + at)) {
                    Path zip = Files.exists(bench.target()) ? bench.target() : folder.resolve("damaged.bin");
                    assertThat(Workbench.content(zip).values())
                            .as(kind + " at " + at)
                            .containsAll(expected.values());
                }
            }
        }
    }
}
