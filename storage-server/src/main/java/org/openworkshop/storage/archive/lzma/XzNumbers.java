/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.tukaani.xz.CorruptedInputException;

/** How .xz files write numbers ("The .xz File Format" 1.2.1, section 1.2). */
final class XzNumbers {
    private static final int MOST_BYTES = 9;

    private XzNumbers() {}

    /** Where bytes come from. */
    interface Bytes {
        /** The next byte, 0 to 255. */
        int next() throws IOException;
    }

    /** So many bytes, little-endian. */
    static ByteBuffer read(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A byte. */
    static int readByte(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    /** A number from 0 to 2^63-1: seven bits in each byte, the lowest first, the highest bit says that more follow. */
    static long readMultibyte(Bytes bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < MOST_BYTES; i++) {
            int b = bytes.next();
            number |= (b & 0x7FL) << (7 * i);
            if (b < 0x80) {
                if (b == 0 && i > 0) {
                    break;
                }
                return number;
            }
        }
        throw new CorruptedInputException("XZ number is not well-formed");
    }

    /** Refuses bytes that are not followed by their checksum. */
    static void requireCrc(ByteBuffer bytes, int from, int to, String what) throws CorruptedInputException {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(from, to - from));
        if (bytes.getInt(to) != (int) crc.getValue()) {
            throw new CorruptedInputException(what + " does not match its checksum");
        }
    }

    /** How many zeros follow so many bytes, so that their number is a multiple of four. */
    static int padding(long bytes) {
        return (int) (-bytes & 3);
    }

    /** Reads zeros. */
    static void skipPadding(InputStream in, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            if (readByte(in) != 0) {
                throw new CorruptedInputException("XZ padding is not zero");
            }
        }
    }
}
