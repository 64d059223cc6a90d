/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.tukaani.xz.CorruptedInputException;

/**
 * The arithmetic decoder under LZMA (LZMA specification of the LZMA SDK, "Range Decoder"): each bit costs as much input as it
 * was improbable. A probability is a number from 0 to 2048 that a bit is 0; it moves by a 32nd of the rest with each bit.
 *
 * <p>Single flags are decoded with a branch, because most can be foreseen. The bits of a symbol cannot, so {@link #bitTree} and
 * its like compute both outcomes and select by a mask: a wrongly foreseen branch costs a processor more than that. A mask is
 * -1 for a bit that is 0, and 0 for a bit that is 1.
 *
 * <p>The state is kept in locals within each method, because the compiler holds those in registers. For the same reason the
 * step for one bit stands in each of them: a method of its own would have to hand three numbers back.
 */
final class RangeDecoder {
    static final short EVEN = 1024;

    /** More than what one match needs, the longest symbol of all, however improbable its bits are. */
    private static final int MOST_SYMBOL_BYTES = 32;

    private static final int MOST_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 5;
    private static final long TOP = 1L << 24;
    private static final int BITS = 2048;
    private static final int SHIFT = 5;
    /** What makes {@code (p - 2017) >> 5} round as {@code -((2048 - p) >> 5)}. */
    private static final int TOWARDS_ZERO = BITS - (1 << SHIFT) + 1;

    /** As long as needed: a file may have very many blocks with hardly any data. */
    private byte[] in = {};

    private int position;
    private int limit;
    private int lastStart;
    private long range;
    private long code;

    /** Takes the next bytes of a stream, all that there are for now; the first five begin the decoder. */
    void begin(InputStream source, int bytes) throws IOException {
        allocate(bytes);
        if (source.readNBytes(in, 0, bytes) < bytes) {
            throw new EOFException();
        }
        end(bytes);
        start();
    }

    /** Takes the first bytes of a stream that is as long as it is; more come with {@link #refill}. */
    void begin(InputStream source) throws IOException {
        allocate(MOST_BYTES);
        limit = 0;
        position = 0;
        refill(source);
        if (limit < FIRST_BYTES) {
            throw new EOFException();
        }
        start();
    }

    private void allocate(int bytes) {
        int needed = bytes + MOST_SYMBOL_BYTES;
        if (in.length < needed) {
            in = new byte[Math.min(MOST_BYTES + MOST_SYMBOL_BYTES, 2 * needed)];
        }
    }

    private void start() throws IOException {
        range = 0xFFFF_FFFFL;
        code = (in[1] & 0xFFL) << 24 | (in[2] & 0xFF) << 16 | (in[3] & 0xFF) << 8 | (in[4] & 0xFF);
        if (limit < FIRST_BYTES || in[0] != 0 || code == range) {
            throw new CorruptedInputException("LZMA data does not begin as it should");
        }
        position = FIRST_BYTES;
    }

    /** There is no more input; a symbol that needs some finds zeros, and {@link #requireInput} notes it. */
    private void end(int bytes) {
        limit = bytes;
        lastStart = bytes;
        Arrays.fill(in, limit, limit + MOST_SYMBOL_BYTES, (byte) 0);
    }

    /** Takes more of the stream. */
    void refill(InputStream source) throws IOException {
        int left = limit - position;
        System.arraycopy(in, position, in, 0, left);
        position = 0;
        limit = left;
        while (limit < MOST_SYMBOL_BYTES) {
            int n = source.read(in, limit, MOST_BYTES - limit);
            if (n < 0) {
                end(limit);
                return;
            }
            limit += n;
        }
        lastStart = limit - MOST_SYMBOL_BYTES;
    }

    /** Whether there is input for one more symbol, or all input there will ever be. */
    boolean hasInput() {
        return position <= lastStart;
    }

    /** Whether {@link #refill} has met the end of the stream, and the decoder has gone beyond it. */
    void requireInput() throws EOFException {
        if (position > limit) {
            throw new EOFException();
        }
    }

    /** Whether all input is used up and says that this is the end, as a stream without an end marker does. */
    boolean isFinished() {
        return isAtEndOfData() && position == limit;
    }

    /** Whether no input is left, neither here nor in the stream. */
    boolean isUsedUp(InputStream source) throws IOException {
        return position >= limit && source.read() < 0;
    }

    /** Whether the data ends here, whatever comes behind it. */
    boolean isAtEndOfData() {
        normalise();
        return code == 0;
    }

    private void normalise() {
        if (range < TOP) {
            range <<= 8;
            code = code << 8 | (in[position++] & 0xFF);
        }
    }

    /** One bit with a probability of its own. */
    boolean bit(short[] probabilities, int index) {
        normalise();
        int p = probabilities[index];
        long bound = (range >>> 11) * p;
        if (code < bound) {
            range = bound;
            probabilities[index] = (short) (p + ((BITS - p) >> SHIFT));
            return false;
        }
        range -= bound;
        code -= bound;
        probabilities[index] = (short) (p - (p >> SHIFT));
        return true;
    }

    /**
     * The bits of a symbol from the highest on, each with a probability that depends on those before.
     *
     * @param size how many symbols there are, a power of 2
     * @return the symbol plus the size
     */
    int bitTree(short[] probabilities, int base, int size) {
        byte[] bytes = in;
        int at = position;
        long width = range;
        long value = code;
        int symbol = 1;
        do {
            if (width < TOP) {
                width <<= 8;
                value = value << 8 | (bytes[at++] & 0xFF);
            }
            int p = probabilities[base + symbol];
            long bound = (width >>> 11) * p;
            value -= bound;
            long mask = value >> 63;
            probabilities[base + symbol] = (short) (p - ((p - ((int) mask & TOWARDS_ZERO)) >> SHIFT));
            width += (mask & (bound + bound - width)) - bound;
            value += bound & mask;
            symbol = symbol * 2 + 1 + (int) mask;
        } while (symbol < size);
        position = at;
        range = width;
        code = value;
        return symbol;
    }

    /**
     * A byte where another was likely: as long as its bits are those of the other, they have probabilities of their own.
     *
     * @return the byte plus 256
     */
    int matchedLiteral(short[] probabilities, int base, int likely) {
        byte[] bytes = in;
        int at = position;
        long width = range;
        long value = code;
        int symbol = 1;
        int alike = 0x100;
        int other = likely;
        do {
            if (width < TOP) {
                width <<= 8;
                value = value << 8 | (bytes[at++] & 0xFF);
            }
            other <<= 1;
            int otherBit = other & alike;
            int index = base + alike + otherBit + symbol;
            int p = probabilities[index];
            long bound = (width >>> 11) * p;
            value -= bound;
            long mask = value >> 63;
            probabilities[index] = (short) (p - ((p - ((int) mask & TOWARDS_ZERO)) >> SHIFT));
            width += (mask & (bound + bound - width)) - bound;
            value += bound & mask;
            symbol = symbol * 2 + 1 + (int) mask;
            alike &= otherBit ^ (int) mask;
        } while (symbol < 0x100);
        position = at;
        range = width;
        code = value;
        return symbol;
    }

    /** A number from its lowest bit on, each with a probability that depends on those before. */
    int reverseBitTree(short[] probabilities, int base, int bits) {
        byte[] bytes = in;
        int at = position;
        long width = range;
        long value = code;
        int symbol = 1;
        int number = 0;
        for (int i = 0; i < bits; i++) {
            if (width < TOP) {
                width <<= 8;
                value = value << 8 | (bytes[at++] & 0xFF);
            }
            int p = probabilities[base + symbol];
            long bound = (width >>> 11) * p;
            value -= bound;
            long mask = value >> 63;
            probabilities[base + symbol] = (short) (p - ((p - ((int) mask & TOWARDS_ZERO)) >> SHIFT));
            width += (mask & (bound + bound - width)) - bound;
            value += bound & mask;
            symbol = symbol * 2 + 1 + (int) mask;
            number += (1 + (int) mask) << i;
        }
        position = at;
        range = width;
        code = value;
        return number;
    }

    /** A number whose bits are as likely 0 as 1. */
    int direct(int bits) {
        byte[] bytes = in;
        int at = position;
        long width = range;
        long value = code;
        int number = 0;
        for (int i = 0; i < bits; i++) {
            if (width < TOP) {
                width <<= 8;
                value = value << 8 | (bytes[at++] & 0xFF);
            }
            width >>>= 1;
            value -= width;
            long mask = value >> 63;
            value += width & mask;
            number = number * 2 + 1 + (int) mask;
        }
        position = at;
        range = width;
        code = value;
        return number;
    }
}
