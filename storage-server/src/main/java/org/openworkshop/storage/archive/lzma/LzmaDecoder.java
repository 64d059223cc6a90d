/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.util.Arrays;
import org.tukaani.xz.CorruptedInputException;

/**
 * Turns LZMA symbols into bytes (LZMA specification of the LZMA SDK). A symbol is a byte, or a match: a length, and how far
 * back to copy from, which may be one of the last four distances. Not thread-safe.
 *
 * <pre>
 *   0  byte                        1 1 0 0  the byte at distance 0 of the last four
 *   1 0 length distance            1 1 0 1 length, 1 1 1 0 length, 1 1 1 1 0 length, 1 1 1 1 1 length
 *                                           from distance 0, 1, 2, 3 of the last four
 * </pre>
 */
final class LzmaDecoder {
    private static final int STATES = 12;
    private static final int STATES_AFTER_BYTE = 7;
    private static final int POSITIONS = 16;
    private static final int LEAST_LENGTH = 2;
    private static final int MOST_LENGTH_CLASS = 3;

    /** Where each group of probabilities lies. */
    private static final int IS_MATCH = 0;

    private static final int IS_REPEATED = IS_MATCH + STATES * POSITIONS;
    private static final int IS_NOT_FIRST = IS_REPEATED + STATES;
    private static final int IS_NOT_SECOND = IS_NOT_FIRST + STATES;
    private static final int IS_FOURTH = IS_NOT_SECOND + STATES;
    private static final int IS_LONG = IS_FOURTH + STATES;
    private static final int SLOT = IS_LONG + STATES * POSITIONS;
    private static final int SLOTS = 64;
    private static final int MIDDLE_DISTANCE = SLOT + (MOST_LENGTH_CLASS + 1) * SLOTS;
    private static final int FIRST_DIRECT_SLOT = 14;
    private static final int ALIGN_BITS = 4;
    private static final int ALIGN = MIDDLE_DISTANCE + (1 << (FIRST_DIRECT_SLOT / 2));
    private static final int LENGTH = ALIGN + (1 << ALIGN_BITS);
    private static final int SHORT_LENGTHS = 8;
    private static final int LONG_LENGTHS = 256;
    private static final int MIDDLE = 2 + SHORT_LENGTHS * POSITIONS;
    private static final int LONG = MIDDLE + SHORT_LENGTHS * POSITIONS;
    private static final int REPEATED_LENGTH = LENGTH + LONG + LONG_LENGTHS;
    private static final int BYTES = REPEATED_LENGTH + LONG + LONG_LENGTHS;
    private static final int BYTE_SIZE = 0x300;

    private static final int END_MARKER = -1;

    private final RangeDecoder in;
    private final Dictionary out;
    private short[] probabilities = {};
    private int literalContextBits;
    private int literalPositionMask;
    private int positionMask;
    private int state;
    /** The last four distances, the latest first; 0 is the last byte. */
    private int distance;

    private int second;
    private int third;
    private int fourth;
    /** What is left of a match for which there was no room. */
    private int pending;

    private boolean ended;

    LzmaDecoder(RangeDecoder in, Dictionary out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Sets the properties of the stream and starts anew.
     *
     * @param properties (pb * 5 + lp) * 9 + lc: how many bits of the position, for literals too, and of the byte before a literal
     *     take part in choosing a probability
     */
    void setProperties(int properties) throws CorruptedInputException {
        int positionBits = properties / 45;
        int literalPositionBits = properties / 9 % 5;
        literalContextBits = properties % 9;
        if (positionBits > 4) {
            throw new CorruptedInputException("LZMA properties are out of range");
        }
        positionMask = (1 << positionBits) - 1;
        literalPositionMask = (1 << literalPositionBits) - 1;
        probabilities = new short[BYTES + (BYTE_SIZE << (literalContextBits + literalPositionBits))];
        reset();
    }

    /** Starts anew with the same properties. */
    void reset() {
        Arrays.fill(probabilities, RangeDecoder.EVEN);
        state = 0;
        distance = 0;
        second = 0;
        third = 0;
        fourth = 0;
        pending = 0;
    }

    /** Whether a match goes on beyond the bytes that were asked for. */
    boolean isWithinMatch() {
        return pending > 0;
    }

    /** Whether the end marker was met. */
    boolean hasEnded() {
        return ended;
    }

    /** Decodes until the dictionary has reached the position, or input is short, or the end marker comes. */
    void decode(int limit) throws CorruptedInputException {
        if (pending > 0) {
            int length = pending;
            pending = 0;
            copy(length, limit);
        }
        while (out.position() < limit && in.hasInput()) {
            int phase = out.position() & positionMask;
            if (!in.bit(probabilities, IS_MATCH + state * POSITIONS + phase)) {
                out.put(literal());
                continue;
            }
            int length = match(phase);
            if (!out.reaches(distance)) {
                if (distance != END_MARKER) {
                    throw new CorruptedInputException("LZMA match reaches back too far");
                }
                ended = true;
                return;
            }
            copy(length, limit);
        }
    }

    private void copy(int length, int limit) {
        int now = Math.min(length, limit - out.position());
        out.copy(distance, now);
        pending = length - now;
    }

    private int literal() {
        int context = ((out.position() & literalPositionMask) << literalContextBits)
                + (out.last() >>> (8 - literalContextBits));
        int base = BYTES + BYTE_SIZE * context;
        if (state < STATES_AFTER_BYTE) {
            state = state < 4 ? 0 : state - 3;
            return in.bitTree(probabilities, base, 0x100);
        }
        state = state < 10 ? state - 3 : state - 6;
        return in.matchedLiteral(probabilities, base, out.at(distance));
    }

    /** Returns the length; the distance is the first of the last four. */
    private int match(int phase) {
        boolean afterByte = state < STATES_AFTER_BYTE;
        if (!in.bit(probabilities, IS_REPEATED + state)) {
            state = afterByte ? 7 : 10;
            fourth = third;
            third = second;
            second = distance;
            int length = length(LENGTH, phase);
            distance = newDistance(length);
            return length;
        }
        if (in.bit(probabilities, IS_NOT_FIRST + state)) {
            useEarlierDistance();
        } else if (!in.bit(probabilities, IS_LONG + state * POSITIONS + phase)) {
            state = afterByte ? 9 : 11;
            return 1;
        }
        state = afterByte ? 8 : 11;
        return length(REPEATED_LENGTH, phase);
    }

    private void useEarlierDistance() {
        int used;
        if (!in.bit(probabilities, IS_NOT_SECOND + state)) {
            used = second;
        } else {
            if (!in.bit(probabilities, IS_FOURTH + state)) {
                used = third;
            } else {
                used = fourth;
                fourth = third;
            }
            third = second;
        }
        second = distance;
        distance = used;
    }

    private int length(int base, int phase) {
        if (!in.bit(probabilities, base)) {
            return LEAST_LENGTH + symbol(base + 2 + phase * SHORT_LENGTHS, SHORT_LENGTHS);
        }
        if (!in.bit(probabilities, base + 1)) {
            return LEAST_LENGTH + SHORT_LENGTHS + symbol(base + MIDDLE + phase * SHORT_LENGTHS, SHORT_LENGTHS);
        }
        return LEAST_LENGTH + 2 * SHORT_LENGTHS + symbol(base + LONG, LONG_LENGTHS);
    }

    private int symbol(int base, int size) {
        return in.bitTree(probabilities, base, size) - size;
    }

    /** A distance's slot is its highest two bits and how many follow them. */
    private int newDistance(int length) {
        int lengthClass = Math.min(length - LEAST_LENGTH, MOST_LENGTH_CLASS);
        int slot = symbol(SLOT + lengthClass * SLOTS, SLOTS);
        if (slot < 4) {
            return slot;
        }
        int bits = (slot >> 1) - 1;
        int high = 2 | (slot & 1);
        if (slot < FIRST_DIRECT_SLOT) {
            int base = high << bits;
            return base + in.reverseBitTree(probabilities, MIDDLE_DISTANCE + base - slot, bits);
        }
        int direct = high << (bits - ALIGN_BITS) | in.direct(bits - ALIGN_BITS);
        return (direct << ALIGN_BITS) + in.reverseBitTree(probabilities, ALIGN, ALIGN_BITS);
    }
}
