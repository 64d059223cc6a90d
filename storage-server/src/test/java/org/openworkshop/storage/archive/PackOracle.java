/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.openworkshop.storage.config.ArchiveConfig;

/**
 * What must hold for a file of any bytes: it is kept, or repacked, or refused with an {@link ArchiveException} that is not
 * about memory; what comes out is a ZIP that every reader understands alike and whose names obey {@link EntryName}. The
 * native engine takes no part. Used by one thread.
 */
final class PackOracle {
    static final ArchiveConfig CONFIG = new ArchiveConfig(true, 5_000, 200, Workbench.BOUNDS, Workbench.WORK);
    static final long MAX_UNPACKED = 4 << 20;

    private static final PackListener QUIET = new PackListener() {};
    private static final ForeignReaders NO_NATIVE = new ForeignReaders(
            source -> RarArchiveReader.open(
                    source, CONFIG.maxEntries(), CONFIG.bounds().maxDirectoryBytes()),
            ForeignReaders.NONE.nativeEngine());

    private final Path folder;
    private final Archives archives;

    PackOracle() {
        this(NO_NATIVE, MAX_UNPACKED);
    }

    PackOracle(ForeignReaders readers, long maxUnpackedBytes) {
        this.folder = folder();
        this.archives = new Archives(CONFIG, maxUnpackedBytes, readers);
    }

    /** A folder in memory where there is one; fuzzing writes thousands of files a second. */
    private static Path folder() {
        try {
            Path memory = Path.of("/dev/shm");
            Path folder = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "fuzz")
                    : Files.createTempDirectory("fuzz");
            folder.toFile().deleteOnExit();
            for (String name : new String[] {"source", "target"}) {
                folder.resolve(name).toFile().deleteOnExit();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path source() {
        return folder.resolve("source");
    }

    Path target() {
        return folder.resolve("target");
    }

    /** Packs a file of these bytes and checks what came of it. */
    void holdsFor(byte[] bytes) throws IOException {
        Files.write(source(), bytes);
        try {
            pack("name.bin", 3);
        } catch (ArchiveException e) {
            checkRefusal(e);
        }
        assertThat(archives.unpackedBytes(source())).isNotNull();
    }

    /** The same for the bytes as they are and with their checksums put right, behind which damage reaches further. */
    void holdsFor(byte[] bytes, Checksums checksums) throws IOException {
        byte[] right = checksums.put(bytes.clone());
        holdsFor(right);
        if (!Arrays.equals(right, bytes)) {
            holdsFor(bytes);
        }
    }

    /** Puts the checksums of a damaged archive right, in place where it can. */
    interface Checksums {
        byte[] put(byte[] bytes);
    }

    /** Packs the file at {@link #source} and checks the ZIP that came out or was kept. */
    PackResult pack(String storedName, int level) throws ArchiveException, IOException {
        Files.deleteIfExists(target());
        PackResult result = archives.pack(new PackRequest(source(), storedName, target(), level), QUIET);
        try (SourceFile zip = SourceFile.open(result.kept() ? source() : target())) {
            checkZip(zip, result);
        }
        if (!result.kept()) {
            checkWithJdk(result);
        }
        return result;
    }

    static void checkRefusal(ArchiveException refusal) {
        assertThat(refusal.getMessage()).isNotEmpty().hasSizeLessThan(1000);
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError) {
                throw new AssertionError("Unpacking took too much memory", cause);
            }
        }
    }

    private static void checkZip(SourceFile zip, PackResult result) throws IOException {
        try {
            Limits limits = new Limits(CONFIG, 0, zip.size());
            ZipDirectory directory = ZipDirectory.read(zip, limits);
            assertThat(ZipLayout.check(zip, directory, limits).clean())
                    .as("clean")
                    .isTrue();
            assertThat(directory.unpackedBytes()).isEqualTo(result.unpackedBytes());
            Set<String> names = new HashSet<>();
            for (ZipRecord entry : directory.records()) {
                checkName(entry.name(), names);
            }
        } catch (ArchiveException e) {
            throw new AssertionError("What was packed or kept is refused", e);
        }
    }

    private static void checkName(String name, Set<String> names) {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        assertThat(names.add(path)).as("new name").isTrue();
        assertThat(path).doesNotContain("\\", "\0").isNotEmpty();
        for (String segment : path.split("/", -1)) {
            assertThat(segment).isNotIn("", ".", "..");
        }
        assertThat(path).doesNotMatch("(?s)[A-Za-z]:.*");
    }

    private void checkWithJdk(PackResult result) throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[8192];
        try (ZipFile zip = new ZipFile(target().toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                try (InputStream in = zip.getInputStream(entries.nextElement())) {
                    for (int n; (n = in.read(buffer)) >= 0; ) {
                        bytes += n;
                    }
                }
            }
        }
        assertThat(bytes).isEqualTo(result.unpackedBytes());
    }
}
