/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files give the same ZIP, whatever they came in. */
class SameBytesTest {
    private static final Instant MODIFIED = Instant.parse("2021-05-06T07:08:09.75Z");

    @TempDir
    Path folder;

    private Workbench bench;
    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        bench = new Workbench(folder);
        tree = bench.tree();
        Files.write(tree.resolve("mod/large.bin"), ZipBytes.text(900_000));
        Path script = Files.writeString(tree.resolve("mod/start.sh"), "#!/bin/sh\nexec true\n");
        List<Path> all = new ArrayList<>();
        try (var paths = Files.walk(tree)) {
            paths.forEach(all::add);
        }
        for (Path path : all) {
            boolean executable = Files.isDirectory(path) || path.equals(script);
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.setLastModifiedTime(all.get(i), FileTime.from(MODIFIED));
        }
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private Path made(String name, String... command) throws Exception {
        Path file = folder.resolve(name);
        List<String> line = new ArrayList<>(List.of(command));
        line.replaceAll(word -> word.equals("ARCHIVE") ? file.toString() : word);
        Tools.run(tree, line.toArray(String[]::new));
        return file;
    }

    private List<Path> sources() throws Exception {
        String sevenZip = Tools.sevenZip();
        return List.of(
                made("a.tar", "tar", "-cf", "ARCHIVE", "--sort=name", "./-dash.txt", "mod"),
                made("b.tar", "tar", "-cf", "ARCHIVE", "--format=pax", "mod", "./-dash.txt"),
                made("c.tar.xz", "tar", "-cJf", "ARCHIVE", "."),
                made("d.tar.gz", "tar", "-czf", "ARCHIVE", "--format=ustar", "."),
                made("e.7z", sevenZip, "a", "-bd", "-bso0", "ARCHIVE", "."),
                made("f.7z", sevenZip, "a", "-bd", "-bso0", "-ms=off", "-m0=BZip2", "ARCHIVE", "."),
                made("j.7z", sevenZip, "a", "-bd", "-bso0", "-m0=PPMd", "ARCHIVE", "."),
                made("g.zip", "zip", "-q", "-r", "-0", "ARCHIVE", "."),
                made("h.zip", sevenZip, "a", "-bd", "-bso0", "-tzip", "-mm=Copy", "ARCHIVE", "."),
                made("i.cpio", "sh", "-c", "find . | cpio -o -H newc --quiet > \"$0\"", "ARCHIVE"));
    }

    @Test
    void everySourceGivesTheSameZip() throws Exception {
        byte[] first = null;
        for (Path source : sources()) {
            bench.repacked(source);
            byte[] zip = Files.readAllBytes(bench.target());
            first = first == null ? zip : first;
            assertThat(zip).as(source.getFileName().toString()).isEqualTo(first);
        }
    }

    @Test
    void hardLinksGiveTheSameZipWhicheverNameComesFirst() throws Exception {
        Files.createLink(tree.resolve("mod/again.sh"), tree.resolve("mod/start.sh"));
        Files.setLastModifiedTime(tree.resolve("mod"), FileTime.from(MODIFIED));
        byte[] first = null;
        for (Path source : List.of(
                made("a.tar", "tar", "-cf", "ARCHIVE", "mod/start.sh", "mod/again.sh"),
                made("b.tar", "tar", "-cf", "ARCHIVE", "mod/again.sh", "mod/start.sh"),
                made("c.tar", "tar", "-cf", "ARCHIVE", "--hard-dereference", "mod/again.sh", "mod/start.sh"))) {
            bench.repacked(source);
            byte[] zip = Files.readAllBytes(bench.target());
            first = first == null ? zip : first;
            assertThat(zip).as(source.getFileName().toString()).isEqualTo(first);
        }
    }

    @Test
    void timesModesAndFoldersStay() throws Exception {
        bench.repacked(made("c.tar.xz", "tar", "-cJf", "ARCHIVE", "."));
        Path out = Files.createDirectories(folder.resolve("out"));
        Tools.run(out, "unzip", "-q", bench.target().toString());
        assertThat(Workbench.contentOfFolder(out)).isEqualTo(Workbench.contentOfFolder(tree));
        assertThat(Files.isExecutable(out.resolve("mod/start.sh"))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("mod/readme.txt"))))
                .isEqualTo("rw-r--r--");
        for (String name : List.of("mod/readme.txt", "mod/empty", "mod")) {
            assertThat(Files.getLastModifiedTime(out.resolve(name)).toInstant())
                    .isEqualTo(Instant.parse("2021-05-06T07:08:09Z"));
        }
    }

    @Test
    void deflatedEntriesOfAZipThatIsRebuiltAreCopied() throws Exception {
        Path zip = made("z.zip", "zip", "-q", "-r", "-9", "ARCHIVE", "mod");
        // Something before the archive, as a self-extractor has it.
        Path stubbed = folder.resolve("stubbed.zip");
        Files.write(
                stubbed, ("#!/bin/sh\n" + "exit 0\n".repeat(100)).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Files.write(stubbed, Files.readAllBytes(zip), java.nio.file.StandardOpenOption.APPEND);
        assertThat(bench.repacked(stubbed))
                .containsAllEntriesOf(Workbench.contentOfFolder(tree).entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("mod/"))
                        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        try (ZipFile before = new ZipFile(zip.toFile());
                ZipFile after = new ZipFile(bench.target().toFile())) {
            for (String name : List.of("mod/readme.txt", "mod/large.bin")) {
                ZipEntry entry = after.getEntry(name);
                assertThat(entry.getCompressedSize())
                        .isEqualTo(before.getEntry(name).getCompressedSize());
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.DEFLATED);
            }
        }
        Tools.run(folder, Tools.sevenZip(), "t", bench.target().toString());
    }

    @Test
    void entriesCompressedInAHurryAreCompressedAgain() throws Exception {
        Path zip = made("z.zip", "zip", "-q", "-1", "ARCHIVE", "mod/large.bin", "mod/noise.bin");
        Path stubbed = folder.resolve("stubbed.zip");
        Files.write(stubbed, new byte[] {'#', '!', '\n'});
        Files.write(stubbed, Files.readAllBytes(zip), java.nio.file.StandardOpenOption.APPEND);
        assertThat(bench.repacked(stubbed)).isEqualTo(Workbench.content(zip));
        try (ZipFile before = new ZipFile(zip.toFile());
                ZipFile after = new ZipFile(bench.target().toFile())) {
            assertThat(after.getEntry("mod/large.bin").getCompressedSize())
                    .isNotEqualTo(before.getEntry("mod/large.bin").getCompressedSize());
        }
    }
}
