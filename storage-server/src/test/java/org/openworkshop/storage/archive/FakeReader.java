/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** An engine that reads the same from every archive. */
final class FakeReader implements ArchiveReader {
    private final Map<String, byte[]> files;

    FakeReader() {
        this(Map.of("from/engine.txt", "engine".getBytes(StandardCharsets.UTF_8)));
    }

    private FakeReader(Map<String, byte[]> files) {
        this.files = files;
    }

    static FakeReader ofFolder(Path folder) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (var paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return new FakeReader(files);
    }

    Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        files.forEach((name, bytes) -> content.put(name, Workbench.sum(bytes)));
        return content;
    }

    @Override
    public Listing list() {
        return new Listing(files.size(), -1);
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            sink.begin(new EntryHeader(file.getKey(), EntryHeader.Kind.FILE, -1, null, null));
            sink.data(file.getValue(), 0, file.getValue().length);
            sink.end();
        }
    }

    @Override
    public long position() {
        return -1;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
