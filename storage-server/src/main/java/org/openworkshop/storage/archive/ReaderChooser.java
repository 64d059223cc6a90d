/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openworkshop.storage.archive.nativeworker.NativeFormat;

/** Picks the reader for what the probe found. A ZIP is looked at more closely elsewhere and is none of its business. */
final class ReaderChooser {
    private final ForeignReaders foreign;

    ReaderChooser(ForeignReaders foreign) {
        this.foreign = foreign;
    }

    /**
     * Opens a reader; the source stays the caller's to close, after the reader.
     *
     * @param path the same file as {@code source}, for readers that open it themselves
     * @param limits hold for what is read before there is an entry to count
     */
    ArchiveReader open(SourceFile source, Path path, Probe.Finding found, String storedName, Limits limits)
            throws ArchiveException, IOException {
        return switch (found.format()) {
            case SEVEN_ZIP -> sevenZip(source, path, found.offset(), limits);
            case RAR -> foreign.rar().open(path);
            case NATIVE -> foreign.nativeEngine().open(path, found.engineFormats());
            case PLAIN ->
                new PlainFileReader(
                        source, storedName, Files.getLastModifiedTime(path).toInstant());
            case ZIP -> throw new IllegalArgumentException("A ZIP is opened by its layout");
            default -> StreamArchiveReader.open(source, found.format(), storedName);
        };
    }

    /** For a ZIP that has to be rebuilt. */
    ArchiveReader zip(SourceFile source, Path path, ZipLayout layout, ZipCopies copies)
            throws ArchiveException, IOException {
        return ZipReader.reads(layout) ? new ZipReader(source, layout, copies) : nativeZip(path);
    }

    /** For a ZIP with methods that Java does not decode. */
    ArchiveReader nativeZip(Path path) throws ArchiveException, IOException {
        return foreign.nativeEngine().open(path, List.of(NativeFormat.ZIP));
    }

    private ArchiveReader sevenZip(SourceFile source, Path path, long offset, Limits limits)
            throws ArchiveException, IOException {
        SevenZipReader reader = SevenZipReader.open(source, offset, limits);
        boolean handOver = true;
        try {
            reader.list();
            handOver = reader.needsNative();
            return handOver ? foreign.nativeEngine().open(path, List.of(NativeFormat.SEVEN_ZIP)) : reader;
        } finally {
            if (handOver) {
                reader.close();
            }
        }
    }
}
