/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Headers as a sequence of numbers, bytes and bits. Whatever asks for more than is left is damage, found before anything is
 * allocated for it.
 *
 * <pre>
 *   NUMBER   0xxxxxxx               and as many little-endian bytes as the first byte has leading ones;
 *            10xxxxxx b             the other bits of the first byte are the highest ones
 *            ...
 *            11111111 bbbbbbbb
 *   BITS     one bit for each thing, the first in the highest bit of the first byte
 *   DEFINED  01 when each thing has it, else 00 BITS
 *   DIGESTS  DEFINED, then a little-endian CRC-32 for each thing that has one
 * </pre>
 */
final class HeaderBytes {
    /** Times that they are held: as they are, and either in pieces while they are unpacked or in the copy of the names. */
    static final int COPIES = 2;

    private final ByteBuffer bytes;
    private final HeaderMemory memory;

    /** @param memory for what is kept of these bytes */
    HeaderBytes(byte[] bytes, HeaderMemory memory) {
        this(ByteBuffer.wrap(bytes), memory);
    }

    private HeaderBytes(ByteBuffer bytes, HeaderMemory memory) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.memory = memory;
    }

    static IOException damaged(String what) {
        return new IOException("headers: " + what);
    }

    /** Bytes that are left. */
    int left() {
        return bytes.remaining();
    }

    int position() {
        return bytes.position();
    }

    /** The same bytes from another position on. */
    HeaderBytes from(int position) {
        return new HeaderBytes(bytes.duplicate().position(position), memory);
    }

    /** The next bytes on their own; they are skipped here. */
    HeaderBytes slice(int length) throws IOException {
        require(length);
        HeaderBytes slice = new HeaderBytes(bytes.slice(bytes.position(), length), memory);
        skip(length);
        return slice;
    }

    /** Asks for memory for an array that is about to be made of these bytes. */
    void hold(long things, int bytesEach) throws IOException {
        memory.take(things * bytesEach);
    }

    int unsignedByte() throws IOException {
        require(1);
        return bytes.get() & 0xFF;
    }

    char utf16() throws IOException {
        require(2);
        return bytes.getChar();
    }

    int int32() throws IOException {
        require(4);
        return bytes.getInt();
    }

    long int64() throws IOException {
        require(8);
        return bytes.getLong();
    }

    byte[] bytes(int length) throws IOException {
        require(length);
        byte[] copy = new byte[length];
        bytes.get(copy);
        return copy;
    }

    /** 0 or more: what does not fit is {@link Long#MAX_VALUE}, which is too much for everything. */
    long number() throws IOException {
        int first = unsignedByte();
        int follow = Integer.numberOfLeadingZeros(~(first << 24));
        require(Math.min(follow, 8));
        long value = 0;
        for (int i = 0; i < Math.min(follow, 8); i++) {
            value |= (bytes.get() & 0xFFL) << (8 * i);
        }
        if (follow < 7) {
            value |= (first & (0x7FL >>> follow)) << (8 * follow);
        }
        return value < 0 ? Long.MAX_VALUE : value;
    }

    /** The name of what follows. */
    int id() throws IOException {
        return (int) Math.min(number(), Integer.MAX_VALUE);
    }

    /** Fails unless the next name is this one. */
    void expect(int id, String what) throws IOException {
        if (id() != id) {
            throw damaged(what + " expected");
        }
    }

    /** How many things or bytes follow, each of which takes a byte or more. */
    int count(String what) throws IOException {
        long count = number();
        if (count > left()) {
            throw damaged("more " + what + " than there is room for");
        }
        return (int) count;
    }

    /** Fails when the data is in a stream elsewhere in the archive, which no program writes. */
    void requireInline() throws IOException {
        if (unsignedByte() != 0) {
            throw damaged("a part lies in another stream");
        }
    }

    BitSet bits(int count) throws IOException {
        require((count + 7) / 8);
        hold(count / Byte.SIZE, 1);
        BitSet bits = new BitSet(count);
        int current = 0;
        for (int i = 0; i < count; i++) {
            current = i % 8 == 0 ? bytes.get() : current << 1;
            if ((current & 0x80) != 0) {
                bits.set(i);
            }
        }
        return bits;
    }

    /** DEFINED. */
    BitSet defined(int count) throws IOException {
        if (unsignedByte() == 0) {
            return bits(count);
        }
        hold(count / Byte.SIZE, 1);
        BitSet all = new BitSet(count);
        all.set(0, count);
        return all;
    }

    void skip(long count) throws IOException {
        require(count);
        bytes.position(bytes.position() + (int) count);
    }

    /** Fails when fewer bytes than that are left. */
    void require(long count) throws IOException {
        if (count > bytes.remaining()) {
            throw damaged("cut off");
        }
    }
}
