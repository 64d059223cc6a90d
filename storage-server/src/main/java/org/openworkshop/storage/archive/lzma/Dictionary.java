/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes decoded last, from which matches copy, and out of which a reader takes them. Starts empty, because the dictionary
 * that a stream asks for may be far larger than what it holds, and becomes a ring when it has its full size.
 */
final class Dictionary {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Matches are copied eight bytes at a time, so that up to seven are written behind the end of one. */
    private static final int SLACK = 8;

    /** The lowest bits of a position take part in decoding, so a ring's length must be a multiple of theirs. */
    private static final int POSITIONS = 16;

    private static final int FIRST_BYTES = 4096;
    private static final int GROWTH = 4;

    /** How far back a match may reach. */
    private final int reach;

    private byte[] bytes = {};
    private int size;
    private int position;
    private int known;
    private int taken;

    /** @param reach bytes, at least 1; memory grows to it with what is decoded */
    Dictionary(int reach) {
        this.reach = reach;
    }

    /** One eight more than is reached, so that what is written behind a match's end is out of reach too. */
    private static int roundedUp(int reach) {
        return Math.addExact(reach, SLACK + POSITIONS - 1) / POSITIONS * POSITIONS;
    }

    /** Forgets all bytes; they are taken. */
    void clear() {
        position = 0;
        known = 0;
        taken = 0;
    }

    /** Where the next byte comes, counted from a multiple of 16. */
    int position() {
        return position;
    }

    /** Whether there are bytes that nobody has taken. */
    boolean hasBytes() {
        return taken < position;
    }

    /** Takes decoded bytes; returns how many. */
    int take(byte[] target, int offset, int length) {
        int count = Math.min(length, position - taken);
        System.arraycopy(bytes, taken, target, offset, count);
        taken += count;
        return count;
    }

    /**
     * Makes room for more bytes; those before are taken.
     *
     * @param wanted at least 1
     * @return the position up to which bytes may come now, at most as many as are wanted
     */
    int makeRoom(int wanted) {
        known = Math.max(known, position);
        if (position == size) {
            if (size < roundedUp(reach)) {
                size = roundedUp((int) Math.min(reach, Math.max(FIRST_BYTES, (long) size * GROWTH)));
                bytes = Arrays.copyOf(bytes, size + SLACK);
            } else {
                position = 0;
                taken = 0;
            }
        }
        return position + Math.min(wanted, size - position);
    }

    /** The byte before the next one, 0 at the beginning. */
    int last() {
        if (position > 0) {
            return bytes[position - 1] & 0xFF;
        }
        return known == 0 ? 0 : bytes[size - 1] & 0xFF;
    }

    /** Whether there is a byte so far back: 0 is the last one. */
    boolean reaches(int distance) {
        return distance >= 0 && distance < Math.min(reach, Math.max(position, known));
    }

    /** The byte so far back, which there is. */
    int at(int distance) {
        return bytes[from(distance)] & 0xFF;
    }

    private int from(int distance) {
        int from = position - distance - 1;
        return from < 0 ? from + size : from;
    }

    void put(int value) {
        bytes[position++] = (byte) value;
    }

    /** Appends bytes from so far back, which there are; the copy may overlap its source. */
    void copy(int distance, int length) {
        byte[] ring = bytes;
        int to = position;
        int end = to + length;
        int from = from(distance);
        position = end;
        if (distance >= SLACK - 1 && from + length <= size) {
            do {
                EIGHT_BYTES.set(ring, to, (long) EIGHT_BYTES.get(ring, from));
                to += 8;
                from += 8;
            } while (to < end);
            return;
        }
        while (to < end) {
            ring[to++] = ring[from++];
            if (from == size) {
                from = 0;
            }
        }
    }

    /** Appends bytes that are not compressed; there is room. */
    void read(InputStream source, int length) throws IOException {
        int n = source.readNBytes(bytes, position, length);
        position += n;
        if (n < length) {
            throw new EOFException();
        }
    }
}
