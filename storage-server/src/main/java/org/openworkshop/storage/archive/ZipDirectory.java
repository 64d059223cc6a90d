/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/** A ZIP's directory, read and counted; nothing in it has been compared with the rest of the file. */
final class ZipDirectory {
    private final ZipTail tail;
    private final List<ZipRecord> records;
    private final boolean exact;
    private final long unpackedBytes;

    private ZipDirectory(ZipTail tail, List<ZipRecord> records, boolean exact, long unpackedBytes) {
        this.tail = tail;
        this.records = Collections.unmodifiableList(records);
        this.exact = exact;
        this.unpackedBytes = unpackedBytes;
    }

    static ZipDirectory read(SourceFile source, Limits limits) throws ArchiveException, IOException {
        ZipTail tail;
        try {
            tail = ZipTail.require(source);
        } catch (ArchiveException e) {
            throw looksEncrypted(source) ? encrypted("The ZIP") : e;
        } catch (EOFException e) {
            throw Decoding.unreadable("The ZIP is cut off", e);
        }
        limits.declared(new ArchiveReader.Listing(tail.entries(), -1));
        limits.directory(tail.size());
        try {
            return parse(source, tail, limits);
        } catch (EOFException e) {
            throw Decoding.unreadable("The ZIP's directory is cut off", e);
        }
    }

    private static ZipDirectory parse(SourceFile source, ZipTail tail, Limits limits)
            throws ArchiveException, IOException {
        List<ZipRecord> records = new ArrayList<>();
        long left = tail.size();
        long unpacked = 0;
        try (InputStream in = new BufferedInputStream(
                source.stream(tail.start(), tail.start() + tail.size(), new AtomicLong()), 64 * 1024)) {
            while (left >= ZipRecord.FIXED_BYTES) {
                ByteBuffer fixed =
                        ByteBuffer.wrap(exactly(in, ZipRecord.FIXED_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
                if (fixed.getInt(0) != ZipTail.DIRECTORY_ENTRY) {
                    break;
                }
                byte[] name = exactly(in, fixed.getShort(28) & 0xFFFF);
                byte[] extra = exactly(in, fixed.getShort(30) & 0xFFFF);
                byte[] comment = exactly(in, fixed.getShort(32) & 0xFFFF);
                left -= ZipRecord.FIXED_BYTES + name.length + extra.length + comment.length;
                ZipRecord entry = new ZipRecord(fixed, name, extra, comment);
                limits.entry(entry.name());
                limits.held(ZipRecord.FIXED_BYTES + extra.length + comment.length);
                if (entry.isEncrypted()) {
                    throw encrypted("Entry " + EntryName.quote(entry.name()));
                }
                limits.entryBytes(entry.name(), entry.size());
                records.add(entry);
                unpacked = entry.isDirectory() ? unpacked : added(unpacked, entry.size());
            }
        }
        if (records.size() != tail.entries()) {
            throw Decoding.unreadable(
                    "The ZIP's directory has " + records.size() + " entries instead of " + tail.entries());
        }
        if (records.isEmpty() && tail.start() > 0) {
            throw Decoding.unreadable("The ZIP's directory is empty, but the file is not");
        }
        limits.declared(new ArchiveReader.Listing(records.size(), unpacked));
        return new ZipDirectory(tail, records, tail.exact() && left == 0, unpacked);
    }

    private static long added(long sum, long size) {
        return sum + size < 0 ? Long.MAX_VALUE : sum + size;
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The ZIP's directory is cut off");
        }
        return bytes;
    }

    /** A ZIP whose directory is encrypted shows it in its first entry's header. */
    private static boolean looksEncrypted(SourceFile source) throws IOException {
        if (source.size() < 30) {
            return false;
        }
        ByteBuffer local = source.bytes(0, 30);
        return local.getInt(0) == ZipTail.LOCAL_HEADER
                && (local.getShort(6) & (ZipRecord.MASKED | ZipRecord.STRONG_ENCRYPTION)) != 0;
    }

    static ArchiveException encrypted(String subject) {
        return new ArchiveException(Reason.ENCRYPTED, subject + " is encrypted");
    }

    ZipTail tail() {
        return tail;
    }

    /** The entries in the directory's order. */
    List<ZipRecord> records() {
        return records;
    }

    /** Whether the directory is found in one way only and ends where it should. */
    boolean exact() {
        return exact;
    }

    /** Sum of the files' declared sizes. */
    long unpackedBytes() {
        return unpackedBytes;
    }
}
