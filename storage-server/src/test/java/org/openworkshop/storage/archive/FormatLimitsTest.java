/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.config.ArchiveConfig;
import org.openworkshop.storage.config.ArchiveConfig.Bounds;

/** Each limit in each format: one less than needed refuses, as much as needed packs. */
class FormatLimitsTest {
    static final String[] ARCHIVES = {
        "zip",
        "stored.zip",
        "7z",
        "ppmd.7z",
        "rar",
        "tar",
        "tar.gz",
        "tar.bz2",
        "tar.xz",
        "tar.zst",
        "tar.lz4",
        "cpio",
        "cpio.gz",
        "ar"
    };
    static final String[] WITH_FOLDERS = {
        "zip",
        "stored.zip",
        "7z",
        "ppmd.7z",
        "rar",
        "tar",
        "tar.gz",
        "tar.bz2",
        "tar.xz",
        "tar.zst",
        "tar.lz4",
        "cpio",
        "cpio.gz"
    };
    static final String[] SINGLE_FILES = {"gz", "bz2", "xz", "lzma", "zst", "lz4", "Z"};
    static final String[] THAT_SHRINK_ZEROS = {
        "zip", "7z", "ppmd.7z", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "tar.lz4", "cpio.gz", "gz", "bz2", "xz",
        "lzma", "zst", "lz4", "Z"
    };

    private static final int TEXT = 2000;
    private static final int LARGEST = 3000;
    private static final int SUM = TEXT + LARGEST + 5;

    /** Holds each archive once, for all tests. */
    @TempDir
    static Path made;

    private static NativeEngine engine;
    private static Path tree;
    private static Path zeros;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeTrees() throws IOException {
        engine = new NativeEngine(NativeSettings.of(Duration.ofMinutes(1)), NativeEngineListener.NONE);
        tree = Files.createDirectories(made.resolve("of-tree/tree"));
        Files.createDirectories(tree.resolve("dir/deep"));
        Files.writeString(tree.resolve("a.txt"), "aaaaa");
        Files.write(tree.resolve("dir/b.txt"), ZipBytes.text(TEXT));
        Files.write(tree.resolve("dir/deep/c.bin"), Workbench.noise(LARGEST));
        zeros = Files.createDirectories(made.resolve("of-zeros/tree"));
        try (RandomAccessFile file =
                new RandomAccessFile(zeros.resolve("zeros.bin").toFile(), "rw")) {
            file.setLength(Limits.RATIO_FROM_BYTES);
        }
    }

    @AfterAll
    static void endEngine() throws IOException {
        engine.close();
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void entriesAreCounted(String kind) throws Exception {
        Path archive = archive(kind);
        assertRefused(
                archive,
                new ArchiveConfig(true, 2, 200, Workbench.BOUNDS, Workbench.WORK),
                0,
                Reason.TOO_LARGE,
                "2 entries");
        assertPacked(archive, new ArchiveConfig(true, 6, 200, Workbench.BOUNDS, Workbench.WORK), 0);
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void unpackedBytesAreCounted(String kind) throws Exception {
        Path archive = archive(kind);
        assertRefused(archive, Workbench.CONFIG, SUM - 1, Reason.TOO_LARGE, "more than " + (SUM - 1) + " bytes");
        assertPacked(archive, Workbench.CONFIG, SUM);
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void bytesOfOneEntryAreCountedAndTheEntryIsNamed(String kind) throws Exception {
        Path archive = archive(kind);
        ArchiveConfig small = bounded(new Bounds(LARGEST - 1, 4096, 100, 1 << 20));
        assertRefused(archive, small, 0, Reason.TOO_LARGE, "c.bin\" unpacks to more than 2999 bytes");
        assertPacked(archive, bounded(new Bounds(LARGEST, 4096, 100, 1 << 20)), 0);
    }

    @ParameterizedTest
    @FieldSource("SINGLE_FILES")
    void bytesOfACompressedFileAreCounted(String kind) throws Exception {
        Path file = compressed(kind, tree.resolve("dir/b.txt"));
        assertRefused(file, Workbench.CONFIG, TEXT - 1, Reason.TOO_LARGE, "more than 1999 bytes");
        assertPacked(file, Workbench.CONFIG, TEXT);
        ArchiveConfig small = bounded(new Bounds(TEXT - 1, 4096, 100, 1 << 20));
        assertRefused(file, small, 0, Reason.TOO_LARGE, "unpacks to more than 1999 bytes");
        assertPacked(file, bounded(new Bounds(TEXT, 4096, 100, 1 << 20)), 0);
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void longNamesAreRefusedAndNamed(String kind) throws Exception {
        int longest = kind.equals("ar") ? "c.bin".length() : "dir/deep/c.bin".length();
        Path archive = archive(kind);
        ArchiveConfig tight = bounded(new Bounds(0, longest - 1, 100, 1 << 20));
        assertRefused(archive, tight, 0, Reason.UNREADABLE, "is longer than " + (longest - 1) + " bytes");
        assertPacked(archive, bounded(new Bounds(0, longest, 100, 1 << 20)), 0);
    }

    @ParameterizedTest
    @FieldSource("WITH_FOLDERS")
    void deepNamesAreRefusedAndNamed(String kind) throws Exception {
        Path archive = archive(kind);
        ArchiveConfig flat = bounded(new Bounds(0, 4096, 2, 1 << 20));
        assertRefused(archive, flat, 0, Reason.UNREADABLE, "\"dir/deep/c.bin\" has more than 2 parts");
        assertPacked(archive, bounded(new Bounds(0, 4096, 3, 1 << 20)), 0);
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void whatListsTheEntriesIsBounded(String kind) throws Exception {
        Path archive = archive(kind);
        ArchiveException e = bench(bounded(new Bounds(0, 4096, 100, 10)), 0).refusal(archive);
        assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(e).hasMessageMatching(".*(directory|headers).*");
        assertPacked(archive, bounded(new Bounds(0, 4096, 100, 2048)), 0);
    }

    @ParameterizedTest
    @FieldSource("THAT_SHRINK_ZEROS")
    void ratioIsCounted(String kind) throws Exception {
        boolean single = List.of(SINGLE_FILES).contains(kind);
        Path archive = single ? compressed(kind, zeros.resolve("zeros.bin")) : archive(kind, zeros);
        int ratio = (int) (Limits.RATIO_FROM_BYTES / Files.size(archive));
        assertRefused(
                archive,
                new ArchiveConfig(true, 10, ratio - 1, Workbench.BOUNDS, Workbench.WORK),
                0,
                Reason.TOO_LARGE,
                (ratio - 1) + " times");
    }

    private static ArchiveConfig bounded(Bounds bounds) {
        return new ArchiveConfig(true, 100, 200, bounds, Workbench.WORK);
    }

    private Workbench bench(ArchiveConfig config, long maxUnpackedBytes) {
        return new Workbench(folder, new Archives(config, maxUnpackedBytes, ForeignReaders.of(config, engine)));
    }

    private void assertRefused(Path archive, ArchiveConfig config, long maxUnpacked, Reason reason, String message)
            throws IOException {
        try (Workbench bench = bench(config, maxUnpacked)) {
            bench.assertRefused(archive, reason, message);
        }
    }

    private void assertPacked(Path archive, ArchiveConfig config, long maxUnpacked) throws Exception {
        try (Workbench bench = bench(config, maxUnpacked)) {
            assertThat(bench.pack(archive).unpackedBytes()).isPositive();
        }
    }

    private static Path archive(String kind) throws Exception {
        return archive(kind, tree);
    }

    private static Path archive(String kind, Path tree) throws Exception {
        Path file = tree.resolveSibling("in." + kind);
        if (Files.exists(file)) {
            return file;
        }
        String all = "tar --sort=name -cf ";
        String sevenZip = Tools.sevenZip() + " a -bd ";
        String make = switch (kind) {
            case "zip" -> "zip -qr ../in.zip .";
            case "stored.zip" -> "zip -q0r ../in.stored.zip .";
            case "7z" -> sevenZip + "../in.7z .";
            case "ppmd.7z" -> sevenZip + "-m0=PPMd ../in.ppmd.7z .";
            case "tar" -> all + "../in.tar *";
            case "tar.gz" -> all + "- * | gzip > ../in.tar.gz";
            case "tar.bz2" -> all + "- * | bzip2 > ../in.tar.bz2";
            case "tar.xz" -> all + "- * | xz -1 > ../in.tar.xz";
            case "tar.zst" -> all + "- * | zstd -q > ../in.tar.zst";
            case "tar.lz4" -> all + "- * | lz4 -q > ../in.tar.lz4";
            case "cpio" -> "find . | cpio -o --quiet -H newc > ../in.cpio";
            case "cpio.gz" -> "find . | cpio -o --quiet -H newc | gzip > ../in.cpio.gz";
            case "ar" -> "ar rc ../in.ar $(find . -type f)";
            case "rar" -> "";
            default -> throw new IllegalArgumentException(kind);
        };
        if (make.isEmpty()) {
            RarBuilder rar = new RarBuilder().main(0);
            for (String name : new String[] {"a.txt", "dir/b.txt", "dir/deep/c.bin"}) {
                rar.file(name, Files.readAllBytes(tree.resolve(name)));
            }
            return Files.write(file, rar.end(0).toBytes());
        }
        Tools.run(tree, "bash", "-c", make);
        return file;
    }

    private Path compressed(String kind, Path source) throws Exception {
        Path file = folder.resolve("single." + kind);
        String tool = switch (kind) {
            case "gz" -> "gzip";
            case "bz2" -> "bzip2";
            case "xz" -> "xz -1";
            case "lzma" -> "xz -1 --format=lzma";
            case "zst" -> "zstd -q";
            case "lz4" -> "lz4 -q";
            case "Z" -> "compress";
            default -> throw new IllegalArgumentException(kind);
        };
        Tools.run(folder, "bash", "-c", tool + " -c < " + source + " > " + file);
        return file;
    }
}
