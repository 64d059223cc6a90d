/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A ZIP's directory compared with the local headers it points to. Entries that overlap are refused, for they unpack to
 * more than there is. Anything that two programs could read differently (names, methods or sizes that disagree, bytes that
 * belong to no entry) makes the file not {@link #clean}: it is then rebuilt from its directory rather than kept.
 */
final class ZipLayout {
    private static final int LOCAL_BYTES = 30;
    private static final int OPTIONS_OF_METHOD = 6;
    private static final int STORE = 0;
    private static final int LZMA = 14;
    /** Store, Deflate, Deflate64, BZip2, LZMA, Zstandard under its old and its new number, PPMd. */
    private static final Set<Integer> KEPT_METHODS = Set.of(0, 8, 9, 12, 14, 20, 93, 98);

    private final ZipDirectory directory;
    private final List<Located> entries = new ArrayList<>();
    private boolean clean;

    /**
     * An entry and its data.
     *
     * @param dataAt where the packed bytes begin in the file
     */
    record Located(ZipRecord entry, long headerAt, long dataAt) {
        long dataEnd() {
            return dataAt + entry.packed();
        }
    }

    private ZipLayout(ZipDirectory directory) {
        this.directory = directory;
        this.clean = directory.exact();
    }

    static ZipLayout check(SourceFile source, ZipDirectory directory, Limits limits)
            throws ArchiveException, IOException {
        ZipLayout layout = new ZipLayout(directory);
        try {
            for (ZipRecord entry : directory.records()) {
                layout.entries.add(layout.locate(source, entry));
            }
            layout.entries.sort(Comparator.comparingLong(Located::headerAt));
            layout.checkGaps(source);
        } catch (EOFException e) {
            throw Decoding.unreadable("The ZIP is cut off", e);
        }
        layout.checkNames(limits);
        return layout;
    }

    /** The entries in the order of their data. */
    List<Located> entries() {
        return entries;
    }

    ZipDirectory directory() {
        return directory;
    }

    /** Whether every program reads the same out of this file. */
    boolean clean() {
        return clean;
    }

    /** Whether the methods are fit to be kept, and kept data is at least 1 % smaller than unpacked, or there is none. */
    boolean isPackedWell() {
        long packed = 0;
        for (Located located : entries) {
            ZipRecord entry = located.entry();
            if (!entry.isDirectory()) {
                packed += entry.packed();
                if (!KEPT_METHODS.contains(entry.method())) {
                    return false;
                }
            }
        }
        long unpacked = directory.unpackedBytes();
        long onePercent = unpacked / 100 + (unpacked % 100 == 0 ? 0 : 1);
        return unpacked == 0 || packed <= unpacked - onePercent;
    }

    private Located locate(SourceFile source, ZipRecord entry) throws ArchiveException, IOException {
        long headerAt = entry.offset() + directory.tail().shift();
        if (headerAt < 0 || headerAt >= directory.tail().start()) {
            throw damaged(entry, "lies outside of the archive");
        }
        ByteBuffer local = source.bytes(headerAt, LOCAL_BYTES);
        if (local.getInt(0) != ZipTail.LOCAL_HEADER) {
            throw damaged(entry, "has no header");
        }
        int flags = local.getShort(6) & 0xFFFF;
        if ((flags & (ZipRecord.ENCRYPTED | ZipRecord.STRONG_ENCRYPTION | ZipRecord.MASKED)) != 0) {
            throw ZipDirectory.encrypted("Entry " + EntryName.quote(entry.name()));
        }
        int nameLength = local.getShort(26) & 0xFFFF;
        int extraLength = local.getShort(28) & 0xFFFF;
        ByteBuffer rest = source.bytes(headerAt + LOCAL_BYTES, nameLength + extraLength);
        byte[] name = new byte[nameLength];
        rest.get(name);
        clean &= entry.sameRawName(name)
                && entry.isStrict()
                && ZipExtra.isPlain(rest.slice(), name)
                && flagsAgree(flags, entry)
                && (local.getShort(8) & 0xFFFF) == entry.method()
                && sizesAgree(local, rest, entry);
        return new Located(entry, headerAt, headerAt + LOCAL_BYTES + nameLength + extraLength);
    }

    /** The level that Deflate was told may stand in one header only; for LZMA the same bits say how to read the data. */
    private static boolean flagsAgree(int local, ZipRecord entry) {
        int ignored = entry.method() == LZMA ? 0 : OPTIONS_OF_METHOD;
        return (local & ~ignored) == (entry.flags() & ~ignored);
    }

    /** With a data descriptor the header may say nothing; what it does say has to be right. */
    private static boolean sizesAgree(ByteBuffer local, ByteBuffer extra, ZipRecord entry) {
        long crc = local.getInt(14) & 0xFFFF_FFFFL;
        long packed = local.getInt(18) & 0xFFFF_FFFFL;
        long size = local.getInt(22) & 0xFFFF_FFFFL;
        boolean deferred = (entry.flags() & ZipRecord.DESCRIPTOR) != 0;
        // Stored data has no end of its own: who reads local headers would search it for a descriptor.
        boolean surplus = entry.method() == STORE && (entry.packed() != entry.size() || (deferred && entry.size() > 0));
        ZipExtra fields = new ZipExtra(extra);
        while (fields.next()) {
            ByteBuffer data = fields.data();
            if (fields.id() == ZipExtra.ZIP64) {
                size = size == 0xFFFF_FFFFL && data.remaining() >= 8 ? data.getLong() : size;
                packed = packed == 0xFFFF_FFFFL && data.remaining() >= 8 ? data.getLong() : packed;
                surplus |= data.remaining() >= 8;
            }
        }
        return !surplus
                && agrees(crc, entry.crc(), deferred)
                && agrees(packed, entry.packed(), deferred)
                && agrees(size, entry.size(), deferred);
    }

    private static boolean agrees(long local, long central, boolean deferred) {
        return local == central || (deferred && local == 0);
    }

    private void checkGaps(SourceFile source) throws ArchiveException, IOException {
        long end = 0;
        for (int i = 0; i < entries.size(); i++) {
            Located located = entries.get(i);
            long next = i + 1 < entries.size()
                    ? entries.get(i + 1).headerAt()
                    : directory.tail().start();
            if (located.headerAt() < end || located.dataEnd() > next || located.dataEnd() < located.dataAt()) {
                throw damaged(located.entry(), "overlaps with another");
            }
            if (i == 0 && located.headerAt() > 0) {
                clean = false;
            }
            clean &= isDescriptor(source, located, next - located.dataEnd());
            end = located.dataEnd();
        }
        clean &= !entries.isEmpty() || directory.tail().start() == 0;
    }

    /** Whether what follows the data is the data descriptor the flags announce, or nothing. */
    private static boolean isDescriptor(SourceFile source, Located located, long gap) throws IOException {
        ZipRecord entry = located.entry();
        if ((entry.flags() & ZipRecord.DESCRIPTOR) == 0) {
            return gap == 0;
        }
        if (gap != 12 && gap != 16 && gap != 20 && gap != 24) {
            return false;
        }
        ByteBuffer descriptor = source.bytes(located.dataEnd(), (int) gap);
        boolean signed = gap == 16 || gap == 24;
        if (signed && descriptor.getInt() != 0x08074b50) {
            return false;
        }
        long crc = descriptor.getInt() & 0xFFFF_FFFFL;
        boolean wide = gap >= 20;
        long packed = wide ? descriptor.getLong() : descriptor.getInt() & 0xFFFF_FFFFL;
        long size = wide ? descriptor.getLong() : descriptor.getInt() & 0xFFFF_FFFFL;
        return crc == entry.crc() && packed == entry.packed() && size == entry.size();
    }

    /** The rules of {@link GuardedSink}, before any data is touched. A name that would be written differently is not clean. */
    private void checkNames(Limits limits) throws ArchiveException {
        EntryTree tree = new EntryTree(limits.maxEntries());
        for (Located located : entries) {
            ZipRecord entry = located.entry();
            EntryHeader.Kind kind = entry.kind();
            boolean folder = kind == EntryHeader.Kind.DIRECTORY;
            String name = EntryName.normalise(entry.name(), folder);
            limits.name(name);
            clean &= entry.name().equals(folder ? name + "/" : name);
            if (folder) {
                checkFolder(entry, name, tree);
            } else if (kind == EntryHeader.Kind.FILE) {
                tree.addFile(name);
            } else {
                throw damaged(
                        entry,
                        kind == EntryHeader.Kind.SPECIAL ? "is neither a file nor a folder" : "is a symbolic link");
            }
        }
    }

    private void checkFolder(ZipRecord entry, String name, EntryTree tree) throws ArchiveException {
        if (entry.size() != 0) {
            throw damaged(entry, "is a folder with data");
        }
        clean &= !name.isEmpty() && tree.addFolder(name);
    }

    private static ArchiveException damaged(ZipRecord entry, String rule) {
        return Decoding.unreadable("Entry " + EntryName.quote(entry.name()) + " " + rule);
    }
}
