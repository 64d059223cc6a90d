/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Archives of known content. Each is packed when it is added; {@link #check} then shows all ZIPs that came out to every
 * reader there is: java.util.zip, Python's zipfile (names, SHA-256), unzip and 7-Zip (checksums), and compares their
 * structure with what Windows' readers ask for. Content is entry name to SHA-256, folders have an empty sum.
 */
final class Corpus implements Closeable {
    private static final String PYTHON = """
            import glob, hashlib, json, zipfile
            found = {}
            for path in glob.glob('*.zip'):
                with zipfile.ZipFile(path) as z:
                    found[path] = {}
                    for e in z.infolist():
                        assert e.filename not in found[path], e
                        assert e.extract_version <= 20 and e.volume == 0 and e.compress_type in (0, 8), e
                        assert all(ord(c) < 128 for c in e.filename) or e.flag_bits & 0x800, e
                        assert chr(92) not in e.filename and not e.filename.startswith('/'), e
                        found[path][e.filename] = '' if e.is_dir() else hashlib.sha256(z.read(e)).hexdigest()
            print(json.dumps(found))
            """;

    private final Workbench bench;
    private final Path outputs;
    private final Map<String, Map<String, String>> expected = new TreeMap<>();

    Corpus(Workbench bench) throws IOException {
        this.bench = bench;
        this.outputs = Files.createDirectories(bench.folder.resolve("outputs"));
    }

    @Override
    public void close() throws IOException {
        bench.close();
    }

    /** Packs an archive that becomes a new ZIP. */
    void add(String label, Path archive, Map<String, String> content) throws Exception {
        PackResult result = packed(label, archive);
        assertThat(result.kept()).as(label + " is kept").isFalse();
        Files.move(bench.target(), outputs.resolve(label + ".zip"));
        expected.put(label + ".zip", content);
    }

    /** Packs a ZIP that is handed out as it is. */
    void addKept(String label, Path archive) throws Exception {
        assertThat(packed(label, archive).kept()).as(label + " is kept").isTrue();
        Tools.run(bench.folder, Tools.sevenZip(), "t", archive.toString());
    }

    private PackResult packed(String label, Path archive) throws IOException {
        try {
            return bench.pack(archive);
        } catch (ArchiveException e) {
            throw new AssertionError(label + " is refused", e);
        }
    }

    /** Shows what came out to all readers; none of it needs ZIP64. */
    void check() throws Exception {
        for (String zip : expected.keySet()) {
            assertThat(hasZip64End(outputs.resolve(zip))).as(zip + " has ZIP64").isFalse();
        }
        checkContent();
    }

    /** Shows what came out to all readers; each has more entries than 16 bits can count. */
    void checkMany() throws Exception {
        for (String zip : expected.keySet()) {
            assertThat(hasZip64End(outputs.resolve(zip))).as(zip + " has ZIP64").isTrue();
        }
        checkContent();
    }

    private void checkContent() throws Exception {
        for (Map.Entry<String, Map<String, String>> zip : expected.entrySet()) {
            Path file = outputs.resolve(zip.getKey());
            assertThat(Workbench.content(file)).as(zip.getKey()).isEqualTo(zip.getValue());
        }
        Files.writeString(outputs.resolve("read.py"), PYTHON);
        Tools.run(outputs, "bash", "-c", "python3 read.py > read.json");
        Map<String, Map<String, String>> read =
                new ObjectMapper().readValue(outputs.resolve("read.json").toFile(), new TypeReference<>() {});
        assertThat(new TreeMap<>(read)).isEqualTo(expected);
        Tools.run(outputs, "unzip", "-tqq", "*.zip");
        Tools.run(outputs, Tools.sevenZip(), "t", "-bd", "*.zip");
    }

    /** Whether the wide end record's locator stands before the end record, which has no comment. */
    static boolean hasZip64End(Path zip) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(file.length(), 42)];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(end.getInt(tail.length - 22)).isEqualTo(0x06054b50);
            return tail.length == 42 && end.getInt(0) == 0x07064b50;
        }
    }
}
