/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.CRC32;

/**
 * The first bytes of a .7z, which say where its headers are.
 *
 * <pre>
 *    0  37 7A BC AF 27 1C
 *    6  00, minor version
 *    8  CRC-32 of the 20 bytes that follow
 *   12  offset of the headers, counted from byte 32
 *   20  their size
 *   28  their CRC-32
 *   32  packed streams; headers
 * </pre>
 */
final class StartHeader {
    static final int BYTES = 32;

    private static final byte[] SIGNATURE = {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C, 0};
    private static final int CHECKSUM_AT = 8;
    private static final int CHECKED_FROM = 12;

    private final long offset;
    private final long size;
    private final int crc;

    private StartHeader(long offset, long size, int crc) {
        this.offset = offset;
        this.size = size;
        this.crc = crc;
    }

    static StartHeader read(SeekableByteChannel archive) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(archive, 0, BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < SIGNATURE.length; i++) {
            if (bytes.get(i) != SIGNATURE[i]) {
                throw HeaderBytes.damaged("not a 7z of version 0");
            }
        }
        if (bytes.getInt(CHECKSUM_AT) != crc(bytes.array(), CHECKED_FROM)) {
            throw HeaderBytes.damaged("the start header's checksum is wrong");
        }
        return new StartHeader(bytes.getLong(12), bytes.getLong(20), bytes.getInt(28));
    }

    /** Whether the archive is nothing but this. */
    boolean isAll() {
        return offset == 0 && size == 0;
    }

    /** The headers, checked against their checksum. */
    HeaderBytes headers(SeekableByteChannel archive, HeaderBounds bounds) throws IOException {
        HeadersRefusedException.requireBytes(size < 0 ? Long.MAX_VALUE : size, bounds);
        long room = archive.size() - BYTES;
        if (offset < 0 || offset > room || size > room - offset) {
            throw new EOFException("headers: the file ends before they do");
        }
        bounds.memory().take(HeaderBytes.COPIES * size);
        byte[] bytes = bytes(archive, BYTES + offset, (int) size);
        if (crc(bytes, 0) != crc) {
            throw HeaderBytes.damaged("their checksum is wrong");
        }
        return new HeaderBytes(bytes, bounds.memory());
    }

    private static int crc(byte[] bytes, int from) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, bytes.length - from);
        return (int) sum.getValue();
    }

    private static byte[] bytes(SeekableByteChannel archive, long position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        archive.position(position);
        while (target.hasRemaining()) {
            if (archive.read(target) < 0) {
                throw new EOFException("headers: the file ends before they do");
            }
        }
        return target.array();
    }
}
