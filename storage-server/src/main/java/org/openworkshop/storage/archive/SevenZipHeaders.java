/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * How big the headers of a .7z are, told before anybody unpacks them (7zFormat.txt of the LZMA SDK). They may be compressed,
 * so that a small file can hold headers of 2 GiB, and the library takes them into memory whole, whatever limit it is given.
 *
 * <pre>
 *   start header, 32 bytes: signature, version, checksum, offset and size of the headers, their checksum
 *   headers:      01 ...                             as they are
 *                 17 streams { 06 where the packed bytes lie ... 00
 *                              07 0B folders { coders } 0C unpacked sizes ... 00 } 00
 * </pre>
 */
final class SevenZipHeaders {
    private static final int START_BYTES = 32;
    /** A description of one compressed block takes some forty bytes. */
    private static final int MOST_DESCRIPTION_BYTES = 64 * 1024;

    private static final int ENCODED = 0x17;
    private static final int PACK_INFO = 0x06;
    private static final int UNPACK_INFO = 0x07;
    private static final int SIZES = 0x09;
    private static final int CHECKSUMS = 0x0A;
    private static final int FOLDERS = 0x0B;
    private static final int UNPACKED_SIZES = 0x0C;

    private final ByteBuffer bytes;

    private SevenZipHeaders(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Refuses a .7z whose headers, packed or unpacked, are bigger than allowed; files of other formats pass. Damage that does
     * not matter for this is left to the reader.
     */
    static void requireSmall(SourceFile source, Probe.Finding found, Limits limits)
            throws ArchiveException, IOException {
        if (found.format() != ArchiveFormat.SEVEN_ZIP) {
            return;
        }
        try {
            ByteBuffer start = source.bytes(found.offset(), START_BYTES);
            long size = start.getLong(20);
            limits.directory(size < 0 ? Long.MAX_VALUE : size);
            long at = found.offset() + START_BYTES + start.getLong(12);
            if (size > 0 && source.bytes(at, 1).get(0) == ENCODED) {
                ByteBuffer description = source.bytes(at, (int) Math.min(size, MOST_DESCRIPTION_BYTES));
                new SevenZipHeaders(description.position(1)).checkUnpackedSizes(limits);
            }
        } catch (EOFException | BufferUnderflowException e) {
            throw new ArchiveException(Reason.UNREADABLE, "The archive's headers are damaged or cut off", e);
        }
    }

    private void checkUnpackedSizes(Limits limits) throws ArchiveException {
        int id = bytes.get();
        if (id == PACK_INFO) {
            skipPackInfo();
            id = bytes.get();
        }
        if (id != UNPACK_INFO || bytes.get() != FOLDERS) {
            throw damaged();
        }
        long folders = number();
        if (bytes.get() != 0) {
            throw damaged();
        }
        // The headers are what the first one unpacks to; each of its coders has a size.
        long sizes = folders > 0 ? skipFolder() : 0;
        for (long i = 1; i < folders; i++) {
            skipFolder();
        }
        if (bytes.get() != UNPACKED_SIZES) {
            throw damaged();
        }
        for (long i = 0; i < sizes; i++) {
            long size = number();
            limits.directory(size < 0 ? Long.MAX_VALUE : size);
        }
    }

    private void skipPackInfo() throws ArchiveException {
        number();
        long streams = number();
        int id = bytes.get();
        if (id == SIZES) {
            skipNumbers(streams);
            id = bytes.get();
        }
        if (id == CHECKSUMS) {
            skipChecksums(streams);
            id = bytes.get();
        }
        if (id != 0) {
            throw damaged();
        }
    }

    /** One bit for each stream unless all have a checksum, then the checksums. */
    private void skipChecksums(long streams) throws ArchiveException {
        long present = streams;
        if (bytes.get() == 0) {
            present = 0;
            for (long i = 0; i < (streams + 7) / 8; i++) {
                present += Integer.bitCount(bytes.get() & 0xFF);
            }
        }
        if (present < 0 || present > bytes.remaining() / 4) {
            throw damaged();
        }
        skip(4 * present);
    }

    /** Returns how many streams come out of the folder's coders. */
    private long skipFolder() throws ArchiveException {
        long coders = number();
        long in = 0;
        long out = 0;
        for (long i = 0; i < coders; i++) {
            int flags = bytes.get();
            skip(flags & 0x0F);
            boolean simple = (flags & 0x10) == 0;
            in = added(in, simple ? 1 : number());
            out = added(out, simple ? 1 : number());
            if ((flags & 0x20) != 0) {
                skip(number());
            }
        }
        long pairs = out - 1;
        skipNumbers(2 * pairs);
        if (in - pairs > 1) {
            skipNumbers(in - pairs);
        }
        return out;
    }

    /** More streams than there are bytes to describe them are damage. */
    private long added(long sum, long more) throws ArchiveException {
        if (more < 0 || more > bytes.limit()) {
            throw damaged();
        }
        return sum + more;
    }

    private void skipNumbers(long count) {
        for (long i = 0; i < count; i++) {
            number();
        }
    }

    private void skip(long count) throws ArchiveException {
        if (count < 0 || count > bytes.remaining()) {
            throw damaged();
        }
        bytes.position(bytes.position() + (int) count);
    }

    /** A number of 1 to 9 bytes: as many as the first byte has leading ones follow, its other bits are the highest. */
    private long number() {
        int first = bytes.get() & 0xFF;
        long value = 0;
        int mask = 0x80;
        for (int i = 0; i < 8; i++) {
            if ((first & mask) == 0) {
                return value | (long) (first & (mask - 1)) << (8 * i);
            }
            value |= (bytes.get() & 0xFFL) << (8 * i);
            mask >>>= 1;
        }
        return value;
    }

    private static ArchiveException damaged() {
        return Decoding.unreadable("The archive's headers are damaged");
    }
}
