/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Fuzzes the ZIP writer: entries of any shape that the rules allow are packed and read back as they were. */
class RoundTripFuzzTest {
    private static final byte[] RAR = {'R', 'a', 'r', '!', 0x1A, 7, 1, 0};
    private static final int MOST_ENTRIES = 30;
    private static final int MOST_BYTES = 200_000;

    private static List<Given> given = List.of();
    private static final PackOracle ORACLE =
            new PackOracle(new ForeignReaders(source -> new Listed(given), ForeignReaders.NONE.nativeEngine()), 0);

    /** An entry as it is given to the writer, and what has to come back. */
    private record Given(EntryHeader header, byte[] content, int piece) {}

    @FuzzTest
    void whatIsPackedIsReadBack(FuzzedDataProvider data) throws Exception {
        int level = data.consumeInt(0, 9);
        List<Given> entries = new ArrayList<>();
        given = entries;
        while (entries.size() < MOST_ENTRIES && data.remainingBytes() > 0) {
            entries.add(entry(data, entries));
        }
        Files.write(ORACLE.source(), RAR);
        assertThat(ORACLE.pack("name.bin", level).kept()).isFalse();
        try (ZipFile zip = new ZipFile(ORACLE.target().toFile())) {
            assertThat(zip.size()).isEqualTo(entries.size());
            for (Given one : entries) {
                compare(zip, one);
            }
        }
    }

    private static Given entry(FuzzedDataProvider data, List<Given> before) {
        int kind = data.consumeInt(0, 9);
        String name = before.size() + letters(data.consumeString(20));
        Instant modified = time(data);
        if (kind == 0) {
            return new Given(new EntryHeader(name, EntryHeader.Kind.DIRECTORY, 0, modified, null), new byte[0], 1);
        }
        String path = kind < 4 ? "folder/" + name : name;
        if (kind == 1 && !before.isEmpty()) {
            Given target = before.get(data.consumeInt(0, before.size() - 1));
            if (target.header().kind() != EntryHeader.Kind.DIRECTORY) {
                String linked = target.header().name();
                return new Given(
                        new EntryHeader(path, EntryHeader.Kind.HARD_LINK, -1, modified, linked), target.content(), 1);
            }
        }
        byte[] content = content(data);
        long declared = data.consumeBoolean() ? content.length : -1;
        int piece = Math.max(content.length / 100, data.consumeInt(1, 100_000));
        return new Given(new EntryHeader(path, EntryHeader.Kind.FILE, declared, modified, null), content, piece);
    }

    /** What a name may hold. */
    private static String letters(String any) {
        StringBuilder name = new StringBuilder("_");
        any.codePoints()
                .filter(c -> c != 0 && c != '/' && c != '\\' && (c < 0xD800 || c > 0xDFFF))
                .forEach(name::appendCodePoint);
        return name.toString();
    }

    private static @Nullable Instant time(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 3)) {
            case 0 -> null;
            case 1 ->
                Instant.ofEpochSecond(data.consumeLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()));
            default -> Instant.ofEpochSecond(data.consumeLong(-1L << 33, 1L << 33), data.consumeInt(0, 999_999_999));
        };
    }

    private static byte[] content(FuzzedDataProvider data) {
        byte[] content = new byte[data.consumeBoolean() ? data.consumeInt(0, MOST_BYTES) : data.consumeInt(0, 100)];
        int noise = data.consumeInt(0, content.length);
        new Random(data.consumeInt()).nextBytes(content);
        for (int i = noise; i < content.length; i++) {
            content[i] = (byte) (i % 7);
        }
        return content;
    }

    private static void compare(ZipFile zip, Given given) throws IOException {
        EntryHeader header = given.header();
        String name = header.kind() == EntryHeader.Kind.DIRECTORY ? header.name() + "/" : header.name();
        ZipEntry entry = zip.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        assertThat(entry.getName()).isEqualTo(name);
        try (InputStream in = zip.getInputStream(entry)) {
            assertThat(in.readAllBytes()).isEqualTo(given.content());
        }
        Instant modified = header.modified();
        if (modified != null && ZipTime.fitsUnix(modified)) {
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(modified.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** Gives the entries as a reader does, in pieces. */
    private record Listed(List<Given> entries) implements ArchiveReader {
        @Override
        public Listing list() {
            return new Listing(entries.size(), -1);
        }

        @Override
        public void read(EntrySink sink) throws ArchiveException, IOException {
            for (Given one : entries) {
                sink.begin(one.header());
                boolean file = one.header().kind() == EntryHeader.Kind.FILE;
                for (int at = 0; file && at < one.content().length; at += one.piece()) {
                    sink.data(one.content(), at, Math.min(one.piece(), one.content().length - at));
                }
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
}
