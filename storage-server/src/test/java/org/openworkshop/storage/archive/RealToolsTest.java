/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.archive.ArchiveException.Reason;

class RealToolsTest {
    @TempDir
    Path folder;

    private Workbench bench;
    private Path tree;

    @BeforeEach
    void makeTree() throws Exception {
        bench = new Workbench(folder);
        tree = bench.tree();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m0=LZMA2",
                "-m0=LZMA",
                "-m0=BZip2",
                "-m0=Deflate",
                "-m0=Copy",
                "-m0=LZMA2 -ms=off",
                "-m0=LZMA -mhc=off",
                "-m0=Delta:4 -m1=LZMA2",
                "-m0=BCJ -m1=LZMA2",
                "-m0=Deflate64",
                "-m0=ARM -m1=LZMA"
            })
    void sevenZipBecomesZipWithTheSameContent(String options) throws Exception {
        Path archive = folder.resolve("x.7z");
        sevenZip(archive, options);
        assertThat(bench.repacked(archive)).isEqualTo(Workbench.contentOfFolder(tree));
        assertThat(bench.archives.unpackedBytes(archive)).hasValue(sizeOfTree());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-m0=PPMd", "-m0=BCJ2 -m1=LZMA -m2=LZMA -m3=LZMA -mb0:1 -mb0s1:2 -mb0s2:3", "-m0=Swap4 -m1=LZMA2"
            })
    void sevenZipWithOtherCodersIsHandedToTheNativeEngine(String options) throws Exception {
        Path archive = folder.resolve("x.7z");
        sevenZip(archive, options);
        assertThat(bench.archives.unpackedBytes(archive)).hasValue(sizeOfTree());
        assertThat(bench.repacked(archive)).isEqualTo(Workbench.contentOfFolder(tree));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-psecret", "-psecret -mhe=on", "-psecret -m0=Copy", "-psecret -m0=LZMA", "-psecret -m0=PPMd"})
    void encryptedSevenZipIsRefused(String options) throws Exception {
        Path archive = folder.resolve("x.7z");
        sevenZip(archive, options);
        bench.assertRefused(archive, Reason.ENCRYPTED, "encrypted");
        assertThat(bench.archives.unpackedBytes(archive)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-psecret", "-psecret -mem=AES256", "-psecret -mem=AES128 -mm=LZMA"})
    void encryptedZipIsRefused(String options) throws Exception {
        Path archive = folder.resolve("x.zip");
        sevenZip(archive, "-tzip " + options);
        bench.assertRefused(archive, Reason.ENCRYPTED, "encrypted");
        assertThat(bench.archives.unpackedBytes(archive)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-mm=Deflate", "-mm=Deflate64", "-mm=BZip2", "-mm=LZMA"})
    void wellPackedZipIsKept(String options) throws Exception {
        Path archive = folder.resolve("x.zip");
        sevenZip(archive, "-tzip " + options);
        bench.assertKept(archive);
        assertThat(bench.archives.unpackedBytes(archive)).hasValue(sizeOfTree());
    }

    @Test
    void zipWithXzIsRepacked() throws Exception {
        Path archive = folder.resolve("x.zip");
        sevenZip(archive, "-tzip -mm=XZ");
        assertThat(bench.repacked(archive)).isEqualTo(Workbench.contentOfFolder(tree));
    }

    @Test
    void storedZipIsRepacked() throws Exception {
        Path archive = folder.resolve("x.zip");
        sevenZip(archive, "-tzip -mx=0");
        assertThat(bench.repacked(archive)).isEqualTo(Workbench.contentOfFolder(tree));
        assertThat(bench.target()).satisfies(zip -> Tools.run(folder, "unzip", "-tq", zip.toString()));
    }

    @Test
    void zipWithPpmdIsCheckedByTheNativeEngine() throws Exception {
        Path archive = folder.resolve("x.zip");
        sevenZip(archive, "-tzip -mm=PPMd");
        bench.assertKept(archive);
        Archives right = new Archives(
                Workbench.CONFIG,
                0,
                new ForeignReaders(ForeignReaders.NONE.rar(), (p, formats) -> FakeReader.ofFolder(tree)));
        new Workbench(folder, right).assertKept(archive);
        Archives wrong = new Archives(
                Workbench.CONFIG, 0, new ForeignReaders(ForeignReaders.NONE.rar(), (p, formats) -> new FakeReader()));
        new Workbench(folder, wrong).assertRefused(archive, Reason.UNREADABLE, "directory");
    }

    @Test
    void storedZipWithOnePpmdEntryIsRepackedByTheNativeEngine() throws Exception {
        Path archive = folder.resolve("x.zip");
        sevenZip(archive, "-tzip -mx=0");
        Files.writeString(tree.resolve("more.txt"), "more ".repeat(100));
        sevenZip(archive, "-tzip -mm=PPMd -x!mod -x!-dash.txt");
        assertThat(bench.repacked(archive)).isEqualTo(Workbench.contentOfFolder(tree));
    }

    @Test
    void zipWithoutReadersForItIsRefused() throws Exception {
        Path archive = folder.resolve("x.zip");
        sevenZip(archive, "-tzip -mm=PPMd");
        Archives alone = new Archives(Workbench.CONFIG, 0, ForeignReaders.NONE);
        new Workbench(folder, alone).assertRefused(archive, Reason.UNREADABLE, "Nothing here reads this kind");
    }

    @Test
    void infoZipIsKeptAlsoWhenStreamed() throws Exception {
        Tools.run(tree, "zip", "-qr", folder.resolve("a.zip").toString(), ".");
        bench.assertKept(folder.resolve("a.zip"));
        Tools.run(tree, "bash", "-c", "zip -qr - . | cat > ../b.zip");
        bench.assertKept(folder.resolve("b.zip"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "gnu", "pax", "v7"})
    void tarDialectsAreRead(String dialect) throws Exception {
        tar("x.tar", "--format=" + dialect);
        assertThat(bench.repacked(folder.resolve("x.tar"))).isEqualTo(Workbench.contentOfFolder(tree));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz", "zstd", "lz4", "lzma", "compress"})
    void compressedTarIsReadAndASingleFileIsUnpacked(String tool) throws Exception {
        Path tar = tar("x.tar", "--format=gnu");
        String command = tool.equals("lzma") ? "xz --format=lzma" : tool;
        String both = command + " -c < x.tar > packed-tar; " + command + " -c < tree/mod/noise.bin > one";
        Tools.run(folder, "bash", "-c", both + "; test -s one");
        assertThat(bench.repacked(folder.resolve("packed-tar"))).isEqualTo(Workbench.contentOfFolder(tree));
        Path one = Files.move(folder.resolve("one"), folder.resolve("noise.bin"));
        assertThat(bench.repacked(one))
                .containsExactly(Map.entry("noise.bin", Workbench.sum(Workbench.noise(200_000))));
        assertThat(tar).exists();
    }

    @Test
    void sevenZipThatWasFedThroughAPipeIsRead() throws Exception {
        Tools.run(folder, "bash", "-c", "echo piped | " + Tools.sevenZip() + " a -bso0 -siname.txt piped.7z");
        assertThat(bench.repacked(folder.resolve("piped.7z")))
                .containsExactly(Map.entry("name.txt", Workbench.sum("piped\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz", "zstd", "lz4"})
    void concatenatedMembersAreReadWhole(String tool) throws Exception {
        Tools.run(folder, "bash", "-c", "for i in one two three; do printf $i | " + tool + " -c; done > text.bin");
        assertThat(bench.repacked(folder.resolve("text.bin")))
                .containsExactly(Map.entry("text.bin", Workbench.sum("onetwothree")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz", "zstd", "lz4", "lzma"})
    void cutOffCompressedFileIsRefused(String tool) throws Exception {
        String command = tool.equals("lzma") ? "xz --format=lzma" : tool;
        Tools.run(folder, "bash", "-c", command + " -c < tree/mod/noise.bin > whole; head -c 150000 whole > cut");
        bench.assertRefused(folder.resolve("cut"), Reason.UNREADABLE, "damaged");
    }

    @Test
    void hardLinksBecomeCopies() throws Exception {
        Files.createLink(tree.resolve("mod/zz-link.bin"), tree.resolve("mod/noise.bin"));
        Files.createLink(tree.resolve("mod/zz-link.txt"), tree.resolve("mod/readme.txt"));
        Map<String, String> expected = Workbench.contentOfFolder(tree);
        assertThat(bench.repacked(tar("x.tar", "--sort=name"))).isEqualTo(expected);
        assertThat(bench.pack(folder.resolve("x.tar")).unpackedBytes()).isEqualTo(sizeOfTree());
        Tools.run(folder, "unzip", "-tq", bench.target().toString());
    }

    @Test
    void sparseFilesAreFilled() throws Exception {
        try (var file = new java.io.RandomAccessFile(tree.resolve("sparse.bin").toFile(), "rw")) {
            file.setLength(3_000_000);
            file.seek(1_500_000);
            file.writeBytes("middle");
        }
        for (String options :
                new String[] {"--format=gnu", "--format=pax --sparse-version=1.0", "--format=pax --sparse-version=0.1"
                }) {
            assertThat(bench.repacked(tar("x.tar", "-S " + options))).isEqualTo(Workbench.contentOfFolder(tree));
        }
    }

    @Test
    void symbolicLinksAndDevicesAreRefused() throws Exception {
        Files.createSymbolicLink(tree.resolve("link"), Path.of("mod/readme.txt"));
        tar("x.tar", "");
        sevenZip(folder.resolve("x.7z"), "-snl");
        Tools.run(tree, "zip", "-qry", folder.resolve("x.zip").toString(), ".");
        for (String name : new String[] {"x.tar", "x.7z", "x.zip"}) {
            bench.assertRefused(folder.resolve(name), Reason.UNREADABLE, "\"link\" is a symbolic link");
        }
        Files.delete(tree.resolve("link"));
        Tools.run(tree, "mkfifo", "pipe");
        bench.assertRefused(tar("y.tar", ""), Reason.UNREADABLE, "\"pipe\" is neither a file nor a folder");
    }

    @Test
    void absoluteAndClimbingTarNamesAreRefused() throws Exception {
        String deep = "d".repeat(70) + "/" + "e".repeat(70);
        for (String format : new String[] {"gnu", "pax", "ustar"}) {
            Tools.run(folder, "bash", "-c", "tar -P --format=" + format + " -cf abs.tar " + tree + "/mod/readme.txt");
            bench.assertRefused(folder.resolve("abs.tar"), Reason.UNREADABLE, "is absolute");
            transformed("s,^,/" + deep + "/,", format);
            bench.assertRefused(folder.resolve("t.tar"), Reason.UNREADABLE, "is absolute");
            transformed("s,^,../" + deep + "/,", format);
            bench.assertRefused(folder.resolve("t.tar"), Reason.UNREADABLE, "contains ..");
        }
    }

    @Test
    void hardLinksOfACpioBecomeCopies() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("links"));
        Files.writeString(tree.resolve("a"), "linked");
        Files.createLink(tree.resolve("b"), tree.resolve("a"));
        Files.createLink(tree.resolve("c"), tree.resolve("a"));
        Files.writeString(tree.resolve("none"), "");
        Files.createLink(tree.resolve("none2"), tree.resolve("none"));
        for (String form : List.of("newc", "crc", "odc")) {
            Tools.run(tree, "bash", "-c", "find . | cpio -o --quiet -H " + form + " > ../links.cpio");
            assertThat(bench.repacked(folder.resolve("links.cpio"))).isEqualTo(Workbench.contentOfFolder(tree));
        }
    }

    @Test
    void arAndCpioAreRead() throws Exception {
        Tools.run(tree.resolve("mod"), "ar", "rc", folder.resolve("x.ar").toString(), "readme.txt", "noise.bin");
        assertThat(bench.repacked(folder.resolve("x.ar"))).containsOnlyKeys("readme.txt", "noise.bin");
        for (String form : new String[] {"newc", "crc", "odc", "bin"}) {
            Tools.run(tree, "bash", "-c", "find . | cpio -o --quiet -H " + form + " > ../x.cpio");
            assertThat(bench.repacked(folder.resolve("x.cpio"))).isEqualTo(Workbench.contentOfFolder(tree));
        }
    }

    @Test
    void modificationTimesStay() throws Exception {
        Instant odd = Instant.parse("2021-03-04T05:06:07Z");
        Files.setLastModifiedTime(tree.resolve("-dash.txt"), FileTime.from(odd));
        Files.setLastModifiedTime(tree.resolve("mod/empty"), FileTime.from(odd));
        sevenZip(folder.resolve("x.7z"), "");
        sevenZip(folder.resolve("x.zip"), "-tzip -mx=0");
        tar("x.tar", "");
        for (String name : new String[] {"x.tar", "x.7z", "x.zip"}) {
            bench.repacked(folder.resolve(name));
            try (ZipFile zip = new ZipFile(bench.target().toFile())) {
                assertThat(zip.getEntry("-dash.txt").getLastModifiedTime().toInstant())
                        .isEqualTo(odd);
                assertThat(zip.getEntry("mod/empty/").getLastModifiedTime().toInstant())
                        .isEqualTo(odd);
            }
        }
    }

    @Test
    void multiPartArchivesAreRefused() throws Exception {
        sevenZip(folder.resolve("v.7z"), "-v100k");
        bench.assertRefused(folder.resolve("v.7z.001"), Reason.UNREADABLE, "");
        sevenZip(folder.resolve("v.zip"), "-tzip -v100k");
        bench.assertRefused(folder.resolve("v.zip.001"), Reason.UNREADABLE, "");
    }

    @Test
    void emptyArchivesBecomeEmptyZips() throws Exception {
        Path nothing = Files.createDirectories(folder.resolve("nothing"));
        Tools.run(nothing, Tools.sevenZip(), "a", "../e.7z", "-r", "*.none");
        assertThat(bench.repacked(folder.resolve("e.7z"))).isEmpty();
        Tools.run(nothing, "tar", "--format=gnu", "-cf", "../e.tar", ".");
        assertThat(bench.repacked(folder.resolve("e.tar"))).isEmpty();
        Files.createDirectories(nothing.resolve("d"));
        Files.createFile(nothing.resolve("d/empty"));
        Tools.run(nothing, Tools.sevenZip(), "a", "../f.7z", ".");
        assertThat(bench.repacked(folder.resolve("f.7z"))).isEqualTo(Workbench.contentOfFolder(nothing));
    }

    private Path tar(String name, String options) throws Exception {
        Tools.run(tree, "bash", "-c", "shopt -s dotglob; tar " + options + " -cf ../" + name + " -- *");
        return folder.resolve(name);
    }

    private void transformed(String expression, String format) throws Exception {
        Tools.run(
                folder, "tar", "-P", "--format=" + format, "--transform", expression, "-cf", "t.tar", "tree/-dash.txt");
    }

    private void sevenZip(Path archive, String options) throws Exception {
        Tools.run(tree, "bash", "-c", Tools.sevenZip() + " a -bd " + options + " '" + archive + "' .");
    }

    private long sizeOfTree() throws Exception {
        try (var paths = Files.walk(tree)) {
            return paths.filter(Files::isRegularFile)
                    .mapToLong(p -> p.toFile().length())
                    .sum();
        }
    }
}
