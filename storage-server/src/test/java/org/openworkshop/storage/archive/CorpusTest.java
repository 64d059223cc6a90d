/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every format that can be made here, with its methods: what goes in comes out, and every reader reads it. */
class CorpusTest {
    private static final byte[] STUB = "MZ, the stub of a program".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private Corpus corpus;
    private Path tree;
    private Map<String, String> content;

    @BeforeEach
    void makeTree() throws Exception {
        Workbench bench = new Workbench(folder);
        corpus = new Corpus(bench);
        tree = bench.tree();
        Files.write(tree.resolve("mod/code.bin"), code());
        content = Workbench.contentOfFolder(tree);
    }

    @AfterEach
    void close() throws IOException {
        corpus.close();
    }

    /** Machine code, for the filters that look for it. */
    private static byte[] code() throws IOException {
        return java.util.Arrays.copyOf(
                Files.readAllBytes(Path.of(System.getProperty("java.home"), "bin", "java")), 12_000);
    }

    @Test
    void zipOfEveryMethod() throws Exception {
        for (String method : new String[] {"Deflate", "Deflate64", "BZip2", "LZMA", "PPMd"}) {
            Path zip = sevenZip(method + ".zip", "-tzip -mm=" + method);
            corpus.addKept(method, zip);
            corpus.add(method + "-stub", stubbed(zip), content);
        }
        corpus.add("copy", sevenZip("copy.zip", "-tzip -mx=0"), content);
        corpus.add("xz", sevenZip("xz.zip", "-tzip -mm=XZ"), content);
        corpus.addKept("zip64", infoZip("-fz"));
        corpus.add("zip64-stub", stubbed(infoZip("-fz")), content);
        corpus.add("streamed", stubbed(infoZip("-fd")), content);
        corpus.addKept("infozip", infoZip("-9"));
        for (int method : new int[] {20, 93}) {
            ZipBytes zip = new ZipBytes();
            byte[] text = ZipBytes.text(5000);
            zip.raw("ztext", com.github.luben.zstd.Zstd.compress(text), text).method = method;
            zip.folder("empty/");
            zip.prefix = STUB;
            corpus.add(
                    "zstd-" + method,
                    zip.write(folder.resolve("zstd.zip")),
                    Map.of("ztext", Workbench.sum(text), "empty/", ""));
        }
        corpus.check();
    }

    /** Names without a mark are in code page 437, whatever they were meant to be. */
    @Test
    void zipWithNamesOfOldCodePages() throws Exception {
        for (String page : new String[] {"IBM437", "IBM866", "IBM850", "windows-1251"}) {
            String[] names = page.equals("IBM437") || page.equals("IBM850")
                    ? new String[] {"Grüße/Übung.txt", "Grüße/café.txt", "Grüße/leer/"}
                    : new String[] {"моды/текст.txt", "моды/ещё.txt", "моды/пусто/"};
            ZipBytes zip = new ZipBytes();
            Map<String, String> expected = new TreeMap<>();
            for (String name : names) {
                ZipBytes.Entry entry = name.endsWith("/")
                        ? zip.folder(name)
                        : zip.stored(name, name.getBytes(Charset.forName("UTF-8")));
                entry.name = name.getBytes(Charset.forName(page));
                entry.flags = 0;
                expected.put(new String(entry.name, Charsets.CP437), name.endsWith("/") ? "" : Workbench.sum(name));
            }
            corpus.add(page, zip.write(folder.resolve(page + ".zip")), expected);
        }
        corpus.check();
    }

    @Test
    void sevenZipOfEveryMethod() throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (String method : new String[] {"Copy", "LZMA", "LZMA2", "BZip2", "Deflate", "Deflate64", "PPMd"}) {
            options.put(method, "-m0=" + method);
            options.put(method + "-single", "-ms=off -m0=" + method);
        }
        for (String filter : new String[] {"BCJ", "ARM", "ARMT", "PPC", "IA64", "SPARC", "Delta:4", "Swap2", "Swap4"}) {
            options.put(filter.replace(':', '-'), "-m0=" + filter + " -m1=LZMA2:d=1m");
        }
        options.put("BCJ2", "-m0=BCJ2 -m1=LZMA -m2=LZMA -m3=LZMA -mb0:1 -mb0s1:2 -mb0s2:3");
        options.put("BCJ2-single", "-ms=off -mf=BCJ2");
        options.put("blocks", "-ms=2f -mx=1");
        options.put("header", "-mhc=off -mx=1");
        for (Map.Entry<String, String> option : options.entrySet()) {
            corpus.add(option.getKey(), sevenZip(option.getKey() + ".7z", option.getValue()), content);
        }
        corpus.add("stub", stubbed(folder.resolve("LZMA.7z")), content);
        corpus.check();
    }

    private Path sevenZip(String name, String options) throws Exception {
        Tools.run(tree, "bash", "-c", Tools.sevenZip() + " a -bd " + options + " '../" + name + "' .");
        return folder.resolve(name);
    }

    private Path infoZip(String option) throws Exception {
        Path zip = folder.resolve("infozip" + option + ".zip");
        Tools.run(tree, "zip", "-qr", option, zip.toString(), ".");
        return zip;
    }

    /** The archive behind a program: a ZIP like that is rebuilt. */
    private Path stubbed(Path archive) throws IOException {
        Path stubbed = folder.resolve("stubbed-" + archive.getFileName());
        Files.write(stubbed, STUB);
        return Files.write(stubbed, Files.readAllBytes(archive), java.nio.file.StandardOpenOption.APPEND);
    }
}
