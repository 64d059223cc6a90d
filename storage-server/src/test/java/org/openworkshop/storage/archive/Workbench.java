/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.config.ArchiveConfig;

/** Makes files to be packed, packs them and looks into what came out. */
final class Workbench implements Closeable {
    static final ArchiveConfig CONFIG = new ArchiveConfig(true, 100_000, 200, true);

    final Path folder;
    final Archives archives;
    final RecordingPackListener listener = new RecordingPackListener();

    Workbench(Path folder) {
        this(folder, new Archives(CONFIG, 1L << 30));
    }

    Workbench(Path folder, Archives archives) {
        this.folder = folder;
        this.archives = archives;
    }

    @Override
    public void close() throws IOException {
        archives.close();
    }

    Path target() {
        return folder.resolve("packed.zip");
    }

    /** A folder with text, noise, an empty file, an empty folder and names in several scripts. */
    Path tree() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(tree.resolve("mod/empty"));
        Files.createDirectories(tree.resolve("mod/тексты"));
        Files.writeString(tree.resolve("mod/readme.txt"), "Read me. ".repeat(2000));
        Files.writeString(tree.resolve("mod/тексты/описание – 説明.txt"), "Описание ".repeat(500));
        Files.write(tree.resolve("mod/none.bin"), new byte[0]);
        Files.write(tree.resolve("mod/noise.bin"), noise(200_000));
        Files.writeString(tree.resolve("-dash.txt"), "dash");
        return tree;
    }

    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    PackResult pack(Path source) throws ArchiveException, IOException {
        Files.deleteIfExists(target());
        listener.extracting.clear();
        listener.repacking.clear();
        return archives.pack(new PackRequest(source, source.getFileName().toString(), target(), 3), listener);
    }

    /** Packs what must be refused and tells why it was. */
    ArchiveException refusal(Path source) {
        Throwable thrown = catchThrowable(() -> pack(source));
        assertThat(thrown).isInstanceOf(ArchiveException.class);
        return (ArchiveException) thrown;
    }

    void assertRefused(Path source, Reason reason, String messagePart) {
        ArchiveException e = refusal(source);
        assertThat(e).hasMessageContaining(messagePart);
        assertThat(e.reason()).isEqualTo(reason);
    }

    /** Packs, expects a new ZIP, and gives its content. */
    Map<String, String> repacked(Path source) throws ArchiveException, IOException {
        PackResult result = pack(source);
        assertThat(result.kept()).isFalse();
        assertThat(listener.extracting).isSorted().doesNotHaveDuplicates().endsWith(100);
        assertThat(listener.repacking).isSorted().doesNotHaveDuplicates().endsWith(100);
        return content(target());
    }

    void assertKept(Path source) throws ArchiveException, IOException {
        assertThat(pack(source).kept()).isTrue();
        assertThat(target()).doesNotExist();
        assertThat(listener.extracting).isSorted().doesNotHaveDuplicates().endsWith(100);
        assertThat(listener.repacking).isEmpty();
    }

    /** Name to SHA-256 of a ZIP's files; folders have an empty sum. */
    static Map<String, String> content(Path zip) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (ZipFile file = new ZipFile(zip.toFile(), Charsets.CP437)) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                try (InputStream in = file.getInputStream(entry)) {
                    String before = content.put(entry.getName(), entry.isDirectory() ? "" : sum(in.readAllBytes()));
                    assertThat(before).as(entry.getName() + " twice").isNull();
                }
            }
        }
        return content;
    }

    /** The same for a folder on disk. */
    static Map<String, String> contentOfFolder(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String name = folder.relativize(path).toString();
                if (Files.isDirectory(path)) {
                    content.put(name + "/", "");
                } else {
                    content.put(name, sum(Files.readAllBytes(path)));
                }
            }
        }
        content.remove("/");
        return content;
    }

    static String sum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static String sum(String text) {
        return sum(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file of Tika's test documents. */
    Path document(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (InputStream in = Workbench.class.getResourceAsStream("/test-documents/" + name)) {
            assertThat(in).as(name).isNotNull();
            Files.copy(in, copy);
        }
        return copy;
    }
}
