/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.ArchiveConfig;

/**
 * Numbers that need ZIP64. With {@code -Dcorpus.thorough=true} unzip and 7-Zip decode the large entry as well, and its
 * SHA-256 is compared.
 */
class LargeCorpusTest {
    private static final int MANY = 66_000;
    private static final long LARGE = (4L << 30) + 12_345;
    private static final boolean THOROUGH = Boolean.getBoolean("corpus.thorough");

    private static final String PYTHON = """
            import hashlib, sys, zipfile
            with zipfile.ZipFile('packed.zip') as z:
                found = [(e.filename, e.file_size, e.extract_version) for e in z.infolist()]
                assert found == [('large.bin', %d, 45), ('small.txt', 5, 20)], found
                assert z.testzip() is None
                assert z.read('small.txt') == b'small'
                if len(sys.argv) > 1:
                    sums = []
                    for source in z.open('large.bin'), open('tree/large.bin', 'rb'):
                        sums.append(hashlib.sha256())
                        while part := source.read(1 << 20):
                            sums[-1].update(part)
                    assert sums[0].digest() == sums[1].digest()
            """.formatted(LARGE);

    @TempDir
    Path folder;

    @Test
    void moreEntriesThanSixteenBitsCount() throws Exception {
        Path archive = folder.resolve("many.tar");
        Map<String, String> content = new TreeMap<>();
        String none = Workbench.sum("");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)))) {
            for (int i = 0; i < MANY; i++) {
                byte[] bytes = i % 1000 == 0 ? ZipBytes.text(i / 100) : new byte[0];
                TarArchiveEntry entry = new TarArchiveEntry("d" + i % 100 + "/f" + i);
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
                content.put(entry.getName(), bytes.length == 0 ? none : Workbench.sum(bytes));
            }
        }
        try (Corpus corpus = new Corpus(new Workbench(folder))) {
            corpus.add("many", archive, content);
            corpus.checkMany();
        }
    }

    @Test
    void entryOfMoreThanFourGibibytes() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        try (RandomAccessFile file =
                new RandomAccessFile(tree.resolve("large.bin").toFile(), "rw")) {
            file.setLength(LARGE);
            file.seek(LARGE - 7);
            file.writeBytes("the end");
        }
        Files.writeString(tree.resolve("small.txt"), "small");
        Tools.run(tree, "tar", "-S", "--format=gnu", "-cf", "../large.tar", "large.bin", "small.txt");
        try (Archives archives = new Archives(new ArchiveConfig(true, 10, 0, Workbench.BOUNDS, Workbench.WORK), 0)) {
            Path target = folder.resolve("packed.zip");
            PackResult result =
                    archives.pack(new PackRequest(folder.resolve("large.tar"), "x", target, 1), new PackListener() {});
            assertThat(result).isEqualTo(new PackResult(false, LARGE + 5));
            assertThat(archives.unpackedBytes(target)).hasValue(LARGE + 5);
        }
        read();
    }

    private void read() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("read.py"), PYTHON);
        Tools.run(folder, "bash", "-c", "python3 read.py " + (THOROUGH ? "all" : ""));
        Tools.run(folder, "unzip", THOROUGH ? "-tqq" : "-lqq", "packed.zip");
        Tools.run(folder, Tools.sevenZip(), THOROUGH ? "t" : "l", "packed.zip");
    }
}
