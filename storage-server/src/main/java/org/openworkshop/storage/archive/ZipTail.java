/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * The end of a ZIP: where its directory lies and how many entries it has (APPNOTE 4.3.14 to 4.3.16). Two programs that
 * disagree here see different archives, so whatever leaves room for that makes the file not {@link #exact}.
 */
final class ZipTail {
    static final int DIRECTORY_ENTRY = 0x02014b50;
    static final int LOCAL_HEADER = 0x04034b50;

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    /** An end record and the longest comment. */
    private static final int MOST_AT_END = END_BYTES + 65_535;

    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int DIGITAL_SIGNATURE_OR_EXTRA = 0x08064b50;

    private final long entries;
    private final long start;
    private final long size;
    private final long shift;
    private final boolean exact;

    private ZipTail(long entries, long start, long size, long shift, boolean exact) {
        this.entries = entries;
        this.start = start;
        this.size = size;
        this.shift = shift;
        this.exact = exact;
    }

    long entries() {
        return entries;
    }

    /** Where the directory begins in the file. */
    long start() {
        return start;
    }

    /** Bytes of the directory. */
    long size() {
        return size;
    }

    /** What has to be added to the offsets in the archive, because something was put before it. */
    long shift() {
        return shift;
    }

    /** Whether there is one end record only, it ends the file, and nothing lies between it and the directory. */
    boolean exact() {
        return exact;
    }

    /**
     * Whether a file that begins with something else ends with a ZIP's end record, as self-extractors and the last part of a
     * split archive do. An end record that contradicts the file is a damaged ZIP, not something else.
     */
    static boolean endsWithZip(SourceFile source) throws IOException {
        int window = (int) Math.min(source.size(), MOST_AT_END);
        ByteBuffer last = source.bytes(source.size() - window, window);
        for (int at = window - END_BYTES; at >= 0; at--) {
            if (last.get(at) == 'P' && last.getInt(at) == END) {
                End end = new End(last, at);
                return at + END_BYTES + end.comment == window && (end.entries > 0 || end.disk > 0);
            }
        }
        return false;
    }

    static ZipTail require(SourceFile source) throws ArchiveException, IOException {
        ZipTail tail = find(source);
        if (tail == null) {
            throw Decoding.unreadable(
                    "The ZIP has no end record in its last " + MOST_AT_END
                            + " bytes, where the format has it: it is cut off, or other data was put behind it, without which it can be read");
        }
        return tail;
    }

    /** Null when there is no end record. */
    private static @Nullable ZipTail find(SourceFile source) throws ArchiveException, IOException {
        int window = (int) Math.min(source.size(), MOST_AT_END);
        ByteBuffer last = source.bytes(source.size() - window, window);
        int nearest = -1;
        boolean ambiguous = false;
        for (int at = window - END_BYTES; at >= 0; at--) {
            if (last.get(at) != 'P' || last.getInt(at) != END) {
                continue;
            }
            int end = at + END_BYTES + new End(last, at).comment;
            if (end == window) {
                return parse(source, last, at, !ambiguous && !hasEndBefore(last, at));
            }
            ambiguous = true;
            if (end < window && nearest < 0) {
                nearest = at;
            }
        }
        return nearest < 0 ? null : parse(source, last, nearest, false);
    }

    /** Whether a record before this one, too, ends the file with its comment: who searches forward finds that one. */
    private static boolean hasEndBefore(ByteBuffer last, int found) {
        for (int at = found - 1; at >= 0; at--) {
            if (last.get(at) == 'P'
                    && last.getInt(at) == END
                    && at + END_BYTES + new End(last, at).comment == last.limit()) {
                return true;
            }
        }
        return false;
    }

    private static ZipTail parse(SourceFile source, ByteBuffer last, int at, boolean exact)
            throws ArchiveException, IOException {
        long endAt = source.size() - last.limit() + at;
        End end = new End(last, at);
        ByteBuffer locator = endAt < LOCATOR_BYTES ? null : source.bytes(endAt - LOCATOR_BYTES, LOCATOR_BYTES);
        long directoryEnd = endAt;
        boolean clear = exact;
        if (locator != null && locator.getInt(0) == LOCATOR) {
            directoryEnd = end64At(source, endAt - LOCATOR_BYTES, locator.getLong(8));
            ByteBuffer wide = source.bytes(directoryEnd, END64_BYTES);
            end.widen(wide);
            clear &= isOnlyWay(locator, wide, directoryEnd, endAt - LOCATOR_BYTES);
        }
        if (end.disk != 0 || end.directoryDisk != 0 || end.entriesHere != end.entries) {
            throw Decoding.unreadable("The ZIP is one part of several");
        }
        return locate(source, end, directoryEnd, clear);
    }

    /** Whether the 64-bit record lies where the locator says and fills the room before it. */
    private static boolean isOnlyWay(ByteBuffer locator, ByteBuffer wide, long wideAt, long locatorAt) {
        return locator.getInt(4) == 0
                && locator.getLong(8) == wideAt
                && (locator.getInt(16) == 0 || locator.getInt(16) == 1)
                && wide.getLong(4) == END64_BYTES - 12
                && wideAt + END64_BYTES == locatorAt;
    }

    /** Next to the locator as a rule; else where the locator says. */
    private static long end64At(SourceFile source, long locatorAt, long stated) throws ArchiveException, IOException {
        long adjacent = locatorAt - END64_BYTES;
        if (adjacent >= 0 && source.bytes(adjacent, 4).getInt(0) == END64) {
            return adjacent;
        }
        if (stated >= 0 && stated <= adjacent && source.bytes(stated, 4).getInt(0) == END64) {
            return stated;
        }
        throw Decoding.unreadable("The ZIP's 64-bit end record is missing");
    }

    private static ZipTail locate(SourceFile source, End end, long directoryEnd, boolean exact)
            throws ArchiveException, IOException {
        if (end.size < 0 || end.offset < 0 || end.entries < 0 || end.size > directoryEnd) {
            throw Decoding.unreadable("The ZIP's end record is damaged");
        }
        long adjacent = directoryEnd - end.size;
        long shift = adjacent - end.offset;
        if (shift < 0) {
            throw Decoding.unreadable("The ZIP's directory lies beyond the end of the file");
        }
        if (end.entries == 0 || isDirectory(source, adjacent)) {
            return new ZipTail(end.entries, adjacent, end.size, shift, exact);
        }
        if (isDirectory(source, end.offset)) {
            return new ZipTail(end.entries, end.offset, end.size, 0, false);
        }
        throw Decoding.unreadable("The ZIP's directory is damaged");
    }

    private static boolean isDirectory(SourceFile source, long at) throws ArchiveException, IOException {
        if (at > source.size() - 4) {
            return false;
        }
        int signature = source.bytes(at, 4).getInt(0);
        if (signature == DIGITAL_SIGNATURE_OR_EXTRA) {
            throw new ArchiveException(Reason.ENCRYPTED, "The ZIP's directory is encrypted");
        }
        return signature == DIRECTORY_ENTRY;
    }

    /** The numbers of the end record, widened by its 64-bit form. */
    private static final class End {
        private final int comment;
        private long disk;
        private long directoryDisk;
        private long entriesHere;
        private long entries;
        private long size;
        private long offset;

        End(ByteBuffer record, int at) {
            disk = record.getShort(at + 4) & 0xFFFF;
            directoryDisk = record.getShort(at + 6) & 0xFFFF;
            entriesHere = record.getShort(at + 8) & 0xFFFF;
            entries = record.getShort(at + 10) & 0xFFFF;
            size = record.getInt(at + 12) & 0xFFFF_FFFFL;
            offset = record.getInt(at + 16) & 0xFFFF_FFFFL;
            comment = record.getShort(at + 20) & 0xFFFF;
        }

        void widen(ByteBuffer record) throws ArchiveException {
            if (record.getLong(4) > END64_BYTES - 12 && record.getLong(4) >= 44 + 28 && record.getShort(14) >= 62) {
                throw new ArchiveException(Reason.ENCRYPTED, "The ZIP's directory is encrypted");
            }
            disk = agree(disk, 0xFFFF, record.getInt(16) & 0xFFFF_FFFFL);
            directoryDisk = agree(directoryDisk, 0xFFFF, record.getInt(20) & 0xFFFF_FFFFL);
            entriesHere = agree(entriesHere, 0xFFFF, record.getLong(24));
            entries = agree(entries, 0xFFFF, record.getLong(32));
            size = agree(size, 0xFFFF_FFFFL, record.getLong(40));
            offset = agree(offset, 0xFFFF_FFFFL, record.getLong(48));
        }

        private static long agree(long narrow, long saturated, long wide) throws ArchiveException {
            if (narrow != saturated && narrow != wide) {
                throw Decoding.unreadable("The ZIP's end records contradict each other");
            }
            return wide;
        }
    }
}
