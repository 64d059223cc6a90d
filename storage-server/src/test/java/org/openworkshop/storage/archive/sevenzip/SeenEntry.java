/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.jspecify.annotations.Nullable;

/** What a reader of .7z says of an entry, and the checksum of what it decoded. */
record SeenEntry(
        String name,
        boolean directory,
        boolean anti,
        long size,
        @Nullable Instant modified,
        int attributes,
        long bytes,
        long crc) {
    static final HeaderBounds BOUNDS = new HeaderBounds(64L << 20, 200_000, 264 * 1024, HeaderMemory.UNBOUNDED);

    /** By our reader. */
    static List<SeenEntry> ours(Path archive) throws IOException {
        List<SeenEntry> seen = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(archive)) {
            SevenZipArchive opened = SevenZipArchive.open(channel, BOUNDS);
            try (SevenZipContent content = opened.content()) {
                for (SevenZipEntry entry = content.nextEntry(); entry != null; entry = content.nextEntry()) {
                    seen.add(of(entry, content));
                }
            }
        }
        return seen;
    }

    private static SeenEntry of(SevenZipEntry entry, InputStream content) throws IOException {
        CRC32 crc = new CRC32();
        long bytes = sum(content::read, crc);
        return new SeenEntry(
                entry.name(),
                entry.directory(),
                entry.anti(),
                entry.size(),
                entry.modified(),
                entry.attributes(),
                bytes,
                crc.getValue());
    }

    /** By that of commons-compress. */
    static List<SeenEntry> theirs(Path archive) throws IOException {
        List<SeenEntry> seen = new ArrayList<>();
        try (SevenZFile file = SevenZFile.builder().setPath(archive).get()) {
            for (SevenZArchiveEntry entry = file.getNextEntry(); entry != null; entry = file.getNextEntry()) {
                CRC32 crc = new CRC32();
                long bytes = sum(file::read, crc);
                seen.add(new SeenEntry(
                        entry.getName() == null ? "" : entry.getName(),
                        entry.isDirectory(),
                        entry.isAntiItem(),
                        entry.getSize(),
                        entry.getHasLastModifiedDate()
                                ? entry.getLastModifiedTime().toInstant()
                                : null,
                        entry.getHasWindowsAttributes() ? entry.getWindowsAttributes() : 0,
                        bytes,
                        crc.getValue()));
            }
        }
        return seen;
    }

    /** Reads the current entry. */
    private interface Source {
        int read(byte[] target) throws IOException;
    }

    private static long sum(Source in, CRC32 crc) throws IOException {
        byte[] buffer = new byte[1000];
        long bytes = 0;
        for (int n; (n = in.read(buffer)) >= 0; bytes += n) {
            crc.update(buffer, 0, n);
        }
        return bytes;
    }
}
