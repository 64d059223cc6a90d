/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** One entry of a ZIP's directory (APPNOTE 4.3.12), with what its extra fields add. Offsets are as written, not shifted. */
final class ZipRecord {
    static final int FIXED_BYTES = 46;
    static final int ENCRYPTED = 1;
    /** Of a Deflate entry: compressed with the fast or the fastest settings (APPNOTE 4.4.4). */
    static final int FAST = 1 << 2;

    static final int DESCRIPTOR = 1 << 3;
    static final int STRONG_ENCRYPTION = 1 << 6;
    static final int UTF8 = 1 << 11;
    static final int MASKED = 1 << 13;
    static final int AES_METHOD = 99;

    private final int host;
    private final int flags;
    private final int method;
    private final int dosTime;
    private final long crc;
    private long packed;
    private long size;
    private long offset;
    private final int attributes;
    private final byte[] rawName;
    private @Nullable Instant modified;
    private @Nullable String unicodeName;
    private boolean wallClock;
    /** Whether 64-bit sizes stand beside 32-bit ones that are no placeholders: some programs take the ones, some the others. */
    private boolean surplus;

    private final String name;
    private final boolean strict;

    /** @param fixed the {@link #FIXED_BYTES} of the entry */
    ZipRecord(ByteBuffer fixed, byte[] rawName, byte[] extra, byte[] comment) throws ArchiveException {
        host = fixed.get(5) & 0xFF;
        flags = fixed.getShort(8) & 0xFFFF;
        method = fixed.getShort(10) & 0xFFFF;
        dosTime = fixed.getInt(12);
        crc = fixed.getInt(16) & 0xFFFF_FFFFL;
        packed = fixed.getInt(20) & 0xFFFF_FFFFL;
        size = fixed.getInt(24) & 0xFFFF_FFFFL;
        attributes = fixed.getInt(38);
        offset = fixed.getInt(42) & 0xFFFF_FFFFL;
        this.rawName = rawName;
        readExtra(new ZipExtra(ByteBuffer.wrap(extra)));
        strict = !surplus
                && fixed.getShort(34) == 0
                && ZipExtra.isPlain(ByteBuffer.wrap(extra), rawName)
                && isTextAsMarked(rawName)
                && isTextAsMarked(comment);
        if (modified == null) {
            modified = ZipTime.fromDos(dosTime);
            wallClock = true;
        }
        name = decodeName();
        if (packed < 0 || size < 0 || offset < 0) {
            throw Decoding.unreadable("Entry " + EntryName.quote(name) + " has impossible sizes");
        }
    }

    /** Fields that do not fit into what is left are ignored, as every tool does. */
    private void readExtra(ZipExtra extra) throws ArchiveException {
        boolean wide = false;
        while (extra.next()) {
            switch (extra.id()) {
                case ZipExtra.ZIP64 -> {
                    readZip64(extra.data());
                    wide = true;
                }
                case ZipExtra.TIME -> readTime(extra.data());
                case ZipExtra.NTFS -> readNtfs(extra.data());
                case ZipExtra.UNICODE_PATH -> readUnicodePath(extra.data());
                default -> {
                    // of no use here
                }
            }
        }
        if (!wide && (packed == 0xFFFF_FFFFL || size == 0xFFFF_FFFFL || offset == 0xFFFF_FFFFL)) {
            throw Decoding.unreadable("A ZIP64 field is missing");
        }
    }

    private void readZip64(ByteBuffer field) throws ArchiveException {
        size = size == 0xFFFF_FFFFL ? wide(field) : size;
        packed = packed == 0xFFFF_FFFFL ? wide(field) : packed;
        offset = offset == 0xFFFF_FFFFL ? wide(field) : offset;
        surplus |= field.remaining() >= 8;
    }

    private static long wide(ByteBuffer field) throws ArchiveException {
        if (field.remaining() < 8) {
            throw Decoding.unreadable("A ZIP64 field is too short");
        }
        return field.getLong();
    }

    private void readTime(ByteBuffer field) {
        if (field.remaining() >= 5 && (field.get(0) & 1) != 0) {
            modified = Instant.ofEpochSecond(field.getInt(1));
        }
    }

    /** Four reserved bytes, then attributes of which number 1 holds three times. */
    private void readNtfs(ByteBuffer field) {
        if (modified == null && field.remaining() >= 16 && field.getShort(4) == 1 && field.getLong(8) > 0) {
            modified = ZipTime.fromWindows(field.getLong(8));
        }
    }

    /** Counts only while it belongs to the name it stands beside: a tool may have renamed the entry. */
    private void readUnicodePath(ByteBuffer field) {
        if (field.remaining() < 5 || field.get(0) != 1) {
            return;
        }
        CRC32 sum = new CRC32();
        sum.update(rawName);
        byte[] path = new byte[field.remaining() - 5];
        field.get(5, path);
        if (sum.getValue() == (field.getInt(1) & 0xFFFF_FFFFL)) {
            unicodeName = Charsets.utf8OrNull(path);
        }
    }

    private String decodeName() {
        if ((flags & UTF8) == 0 && unicodeName != null) {
            return unicodeName;
        }
        String utf8 = Charsets.utf8OrNull(rawName);
        return utf8 != null ? utf8 : new String(rawName, Charsets.CP437);
    }

    String name() {
        return name;
    }

    int flags() {
        return flags;
    }

    int method() {
        return method;
    }

    long crc() {
        return crc;
    }

    long packed() {
        return packed;
    }

    long size() {
        return size;
    }

    long offset() {
        return offset;
    }

    boolean sameRawName(byte[] other) {
        return Arrays.equals(rawName, other);
    }

    int rawNameLength() {
        return rawName.length;
    }

    private boolean isTextAsMarked(byte[] text) {
        return (flags & UTF8) == 0 || Charsets.utf8OrNull(text) != null;
    }

    /** Whether every program accepts the entry and finds the same in it: one name, one set of sizes, UTF-8 where it says so. */
    boolean isStrict() {
        return strict;
    }

    boolean isEncrypted() {
        return (flags & (ENCRYPTED | STRONG_ENCRYPTION | MASKED)) != 0 || method == AES_METHOD;
    }

    boolean isDirectory() {
        return kind() == EntryHeader.Kind.DIRECTORY;
    }

    /**
     * What the entry is. A name that ends with a separator is a folder; so is an empty entry whose attributes say so. The
     * Unix type bits count whatever the host byte says: some unpackers look at nothing else.
     */
    EntryHeader.Kind kind() {
        EntryHeader.Kind unix = UnixMode.kind(attributes >>> 16);
        if (unix == EntryHeader.Kind.SYMBOLIC_LINK || unix == EntryHeader.Kind.SPECIAL) {
            return unix;
        }
        boolean dosHost = host == 0 || host == 10 || host == 11 || host == 14;
        if (dosHost && (attributes & 0x400) != 0) {
            return EntryHeader.Kind.SYMBOLIC_LINK;
        }
        boolean marked = unix == EntryHeader.Kind.DIRECTORY || (dosHost && (attributes & 0x10) != 0);
        boolean folder = name.endsWith("/") || name.endsWith("\\") || (marked && size == 0 && packed == 0);
        return folder ? EntryHeader.Kind.DIRECTORY : EntryHeader.Kind.FILE;
    }

    EntryHeader header() {
        return new EntryHeader(name, kind(), size, modified, null, wallClock, false).withMode(attributes >>> 16);
    }
}
