/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link CorpusTest} for RAR and for what only the native engine reads. */
class CorpusRareTest {
    @TempDir
    Path folder;

    private Workbench bench;
    private Corpus corpus;

    @BeforeEach
    void open() throws IOException {
        bench = new Workbench(folder);
        corpus = new Corpus(bench);
    }

    @AfterEach
    void close() throws IOException {
        corpus.close();
    }

    @Test
    void kindsThatOnlyTheNativeEngineReads() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("README.TXT", ZipBytes.text(5000));
        files.put("NOISE.BIN", Workbench.noise(3000));
        files.put("NONE.BIN", new byte[0]);
        Map<String, String> content = sums(files);
        corpus.add("iso", write("x.iso", RareArchives.iso(files)), content);
        corpus.add("xar", write("x.xar", RareArchives.xar(files)), content);
        corpus.add("arj", write("x.arj", RareArchives.arj(files)), content);
        corpus.add("lzh", write("x.lzh", RareArchives.lzh(files)), content);
        corpus.add("cab", write("x.cab", RareArchives.cab(files, false)), content);
        corpus.add("cab-mszip", write("y.cab", RareArchives.cab(files, true)), content);
        Path tree = bench.tree();
        Tools.run(tree, Tools.sevenZip(), "a", "-bd", "-twim", "../x.wim", ".");
        corpus.add("wim", folder.resolve("x.wim"), Workbench.contentOfFolder(tree));
        corpus.check();
    }

    @Test
    void rarWithNamesOfManyScripts() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("mod/readme.txt", ZipBytes.text(5000));
        files.put("mod/тексты/описание – 説明.txt", ZipBytes.text(300));
        files.put("mod/\uD83D\uDE00.bin", Workbench.noise(3000));
        files.put("none", new byte[0]);
        RarBuilder rar = new RarBuilder().main(0);
        files.forEach(rar::file);
        Map<String, String> content = sums(files);
        byte[] whole = rar.end(0).toBytes();
        corpus.add("stored", write("stored.rar", whole), content);
        byte[] program = new byte[5000];
        program[0] = 'M';
        program[1] = 'Z';
        Path stubbed = write("stubbed.rar", program);
        Files.write(stubbed, whole, java.nio.file.StandardOpenOption.APPEND);
        corpus.add("stub", stubbed, content);
        byte[] linked = new RarBuilder()
                .main(0)
                .file("first", ZipBytes.text(900))
                .link("hard", 4, "first")
                .link("copy", 5, "first")
                .end(0)
                .toBytes();
        String sum = Workbench.sum(ZipBytes.text(900));
        corpus.add("linked", write("linked.rar", linked), Map.of("first", sum, "hard", sum, "copy", sum));
        corpus.check();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static Map<String, String> sums(Map<String, byte[]> files) {
        Map<String, String> sums = new TreeMap<>();
        files.forEach((name, bytes) -> sums.put(name, Workbench.sum(bytes)));
        return sums;
    }
}
