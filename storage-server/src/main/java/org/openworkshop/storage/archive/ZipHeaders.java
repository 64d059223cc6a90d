/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The records of a ZIP as they are written here (PKWARE APPNOTE 6.3.10, section 4.3): the same entry always gets the same
 * bytes. ZIP64 fields appear only where a number needs them.
 */
final class ZipHeaders {
    /** From here on a number does not fit its 32-bit field. */
    static final long ZIP64_FROM = 0xFFFF_FFFFL;

    private static final int UTF8_NAMES = 1 << 11;
    private static final int UNIX = 3;
    private static final int VERSION = 20;
    private static final int ZIP64_VERSION = 45;
    private static final int TIME_FIELD_BYTES = 9;

    private final long zip64From;

    /** @param zip64From size or offset from which ZIP64 fields are used, {@link #ZIP64_FROM} in earnest */
    ZipHeaders(long zip64From) {
        this.zip64From = zip64From;
    }

    /** The local header, with what is known by now. */
    ByteBuffer local(ZipEntryRecord entry) {
        boolean wide = entry.size >= zip64From || entry.packed >= zip64From;
        int extra = (wide ? 20 : 0) + timeBytes(entry);
        ByteBuffer header = little(30 + entry.name().length + extra);
        header.putInt(0x04034b50).putShort((short) (wide ? ZIP64_VERSION : VERSION));
        putCommon(header, entry, wide ? -1 : entry.packed, wide ? -1 : entry.size);
        header.putShort((short) entry.name().length).putShort((short) extra).put(entry.name());
        if (wide) {
            header.putShort((short) ZipExtra.ZIP64).putShort((short) 16);
            header.putLong(entry.size).putLong(entry.packed);
        }
        putTime(header, entry);
        return header.flip();
    }

    /** The directory's record. */
    ByteBuffer central(ZipEntryRecord entry) {
        boolean largeSize = entry.size >= zip64From;
        boolean largePacked = entry.packed >= zip64From;
        boolean largeOffset = entry.headerAt >= zip64From;
        int wide = (largeSize ? 8 : 0) + (largePacked ? 8 : 0) + (largeOffset ? 8 : 0);
        int extra = (wide == 0 ? 0 : 4 + wide) + timeBytes(entry);
        int version = wide == 0 ? VERSION : ZIP64_VERSION;
        ByteBuffer header = little(46 + entry.name().length + extra);
        header.putInt(0x02014b50).putShort((short) (UNIX << 8 | version)).putShort((short) version);
        putCommon(header, entry, largePacked ? -1 : entry.packed, largeSize ? -1 : entry.size);
        header.putShort((short) entry.name().length).putShort((short) extra).putShort((short) 0);
        header.putShort((short) 0).putShort((short) 0).putInt(attributes(entry));
        header.putInt(largeOffset ? -1 : (int) entry.headerAt).put(entry.name());
        if (wide > 0) {
            header.putShort((short) ZipExtra.ZIP64).putShort((short) wide);
            putIf(header, largeSize, entry.size);
            putIf(header, largePacked, entry.packed);
            putIf(header, largeOffset, entry.headerAt);
        }
        putTime(header, entry);
        return header.flip();
    }

    /** What ends the file, behind the directory. */
    ByteBuffer end(long entries, long directoryAt, long directoryBytes) {
        boolean zip64 = entries >= 0xFFFF || directoryAt >= zip64From || directoryBytes >= zip64From;
        ByteBuffer end = little(56 + 20 + 22);
        if (zip64) {
            end.putInt(0x06064b50).putLong(44);
            end.putShort((short) (UNIX << 8 | ZIP64_VERSION)).putShort((short) ZIP64_VERSION);
            end.putInt(0).putInt(0).putLong(entries).putLong(entries);
            end.putLong(directoryBytes).putLong(directoryAt);
            end.putInt(0x07064b50)
                    .putInt(0)
                    .putLong(directoryAt + directoryBytes)
                    .putInt(1);
        }
        short count = (short) Math.min(entries, 0xFFFF);
        end.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
        end.putInt(directoryBytes >= zip64From ? -1 : (int) directoryBytes);
        end.putInt(directoryAt >= zip64From ? -1 : (int) directoryAt).putShort((short) 0);
        return end.flip();
    }

    private static void putCommon(ByteBuffer header, ZipEntryRecord entry, long packed, long size) {
        header.putShort((short) UTF8_NAMES).putShort((short) entry.method).putInt(entry.dosTime());
        header.putInt((int) entry.crc).putInt((int) packed).putInt((int) size);
    }

    private static int timeBytes(ZipEntryRecord entry) {
        return entry.unixTime() == null ? 0 : TIME_FIELD_BYTES;
    }

    /** The extended timestamp, modification time only: alike in both headers. */
    private static void putTime(ByteBuffer header, ZipEntryRecord entry) {
        Integer time = entry.unixTime();
        if (time != null) {
            header.putShort((short) ZipExtra.TIME)
                    .putShort((short) 5)
                    .put((byte) 1)
                    .putInt(time);
        }
    }

    private static void putIf(ByteBuffer header, boolean wanted, long value) {
        if (wanted) {
            header.putLong(value);
        }
    }

    /** Unix mode above, DOS attributes below. */
    private static int attributes(ZipEntryRecord entry) {
        if (entry.isFolder()) {
            return 0040755 << 16 | 0x10;
        }
        return (entry.executable ? 0100755 : 0100644) << 16;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
