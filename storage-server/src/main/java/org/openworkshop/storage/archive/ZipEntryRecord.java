/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a ZIP being written. What does not depend on its data is fixed from the start; sizes and checksum are known
 * once it has ended.
 */
final class ZipEntryRecord {
    static final int STORE = 0;
    static final int DEFLATE = 8;

    /** The order of entries in a ZIP: that of their names' bytes, unsigned, a folder's with its slash. */
    static final Comparator<ZipEntryRecord> ORDER = (a, b) -> Arrays.compareUnsigned(a.name, b.name);

    private final byte[] name;
    private final int dosTime;
    private final @Nullable Integer unixTime;

    /** Of the local header, in the file. */
    long headerAt;

    /** Of the first byte of data, in the file. */
    long dataAt;

    boolean executable;
    int method = STORE;
    long crc;
    long size;
    long packed;

    ZipEntryRecord(EntryHeader header) {
        boolean folder = header.kind() == EntryHeader.Kind.DIRECTORY;
        this.name = (folder ? header.name() + "/" : header.name()).getBytes(StandardCharsets.UTF_8);
        this.executable = header.executable();
        Instant modified = header.modified();
        this.dosTime = ZipTime.toDos(modified);
        this.unixTime = modified == null || header.wallClock() || !ZipTime.fitsUnix(modified)
                ? null
                : (int) modified.getEpochSecond();
    }

    /** UTF-8. */
    byte[] name() {
        return name;
    }

    boolean isFolder() {
        return name[name.length - 1] == '/';
    }

    /** Date and time as DOS counts them, the date in the upper half. */
    int dosTime() {
        return dosTime;
    }

    /** Seconds since 1970, null when the time has no zone, is not known, or does not fit. */
    @Nullable
    Integer unixTime() {
        return unixTime;
    }

    /** Entries are the same when their names are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ZipEntryRecord entry && Arrays.equals(name, entry.name);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }
}
