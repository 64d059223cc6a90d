/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link CorpusTest} for what has no directory: tar, cpio, ar and compressed files. */
class CorpusStreamTest {
    private static final Map<String, String> COMPRESSORS = compressors();

    @TempDir
    Path folder;

    private Corpus corpus;
    private Path tree;
    private Map<String, String> content;

    private static Map<String, String> compressors() {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("gz", "gzip -c");
        commands.put("bz2", "bzip2 -c");
        commands.put("xz", "xz -1 -c");
        commands.put("zst", "zstd -q -c");
        commands.put("lz4", "lz4 -q -c");
        commands.put("lzma", "xz -1 --format=lzma -c");
        // its code 2 says that the file did not shrink
        commands.put("Z", "compress -c || test $? = 2");
        return commands;
    }

    @BeforeEach
    void makeTree() throws Exception {
        Workbench bench = new Workbench(folder);
        corpus = new Corpus(bench);
        tree = bench.tree();
        content = Workbench.contentOfFolder(tree);
    }

    @AfterEach
    void close() throws IOException {
        corpus.close();
    }

    @Test
    void tarOfEveryDialectAndCompression() throws Exception {
        for (String dialect : new String[] {"v7", "ustar", "gnu", "pax"}) {
            Path tar = folder.resolve(dialect + ".tar");
            Tools.run(tree, "tar", "--format=" + dialect, "-cf", tar.toString(), ".");
            corpus.add(dialect, tar, content);
            for (Map.Entry<String, String> tool : COMPRESSORS.entrySet()) {
                corpus.add(dialect + "-" + tool.getKey(), compressed(tar, tool.getKey()), content);
            }
            corpus.add(dialect + "-sz", snappy(tar), content);
        }
        corpus.check();
    }

    @Test
    void cpioOfEveryForm() throws Exception {
        for (String form : new String[] {"newc", "crc", "odc", "bin"}) {
            Path cpio = folder.resolve(form + ".cpio");
            Tools.run(tree, "bash", "-c", "find . | cpio -o --quiet -H " + form + " > " + cpio);
            corpus.add(form, cpio, content);
            corpus.add(form + "-gz", compressed(cpio, "gz"), content);
        }
        corpus.check();
    }

    @Test
    void arWithShortAndLongNames() throws Exception {
        Path ar = folder.resolve("x.ar");
        Files.writeString(tree.resolve("mod/a name that is longer than sixteen.txt"), "long");
        Tools.run(tree.resolve("mod"), "bash", "-c", "ar rc " + ar + " readme.txt noise.bin none.bin 'a name'*");
        Map<String, String> members = Map.of(
                "readme.txt", content.get("mod/readme.txt"),
                "noise.bin", content.get("mod/noise.bin"),
                "none.bin", content.get("mod/none.bin"),
                "a name that is longer than sixteen.txt", Workbench.sum("long"));
        corpus.add("ar", ar, members);
        corpus.add("ar-xz", compressed(ar, "xz"), members);
        corpus.check();
    }

    @Test
    void singleCompressedFiles() throws Exception {
        for (String name : new String[] {"readme.txt", "noise.bin", "none.bin"}) {
            Path file = tree.resolve("mod").resolve(name);
            Map<String, String> single = Map.of(name, content.get("mod/" + name));
            for (String tool : COMPRESSORS.keySet()) {
                corpus.add(name + "-" + tool, compressed(file, tool), single);
            }
            corpus.add(name + "-sz", snappy(file), single);
        }
        corpus.check();
    }

    private Path compressed(Path file, String kind) throws Exception {
        String name = file.getFileName() + "." + kind;
        Tools.run(folder, "bash", "-c", "{ " + COMPRESSORS.get(kind) + "; } < '" + file + "' > '" + name + "'");
        return folder.resolve(name);
    }

    private Path snappy(Path file) throws IOException {
        Path target = folder.resolve(file.getFileName() + ".sz");
        try (OutputStream out = new FramedSnappyCompressorOutputStream(Files.newOutputStream(target))) {
            Files.copy(file, out);
        }
        return target;
    }
}
