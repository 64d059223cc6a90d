/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work for one thread: a block of a large file, or several small files one behind the other. Where a file is cut
 * depends on the file alone, so its compressed bytes do not depend on its neighbours or on the number of threads.
 *
 * <p>A block of a large file is primed with the last 32 KiB before it and ends at a byte's edge (a sync flush), so that
 * blocks compressed on different threads make one Deflate stream (RFC 1951). Filled by one thread, then compressed by one,
 * then read by the first again; handing over is the caller's.
 */
final class DeflateBlock {
    private static final int DICTIONARY_BYTES = 32 * 1024;

    /** How much of a dense block is tried before it is given up. */
    private static final int TRIAL_BYTES = 32 * 1024;

    private static final int MOST_PIECES = 1000;

    /** Outside of the heap: with arrays, compressing would hold up every collection of garbage. */
    private final ByteBuffer in;

    private final ByteBuffer out;
    private final List<Piece> pieces = new ArrayList<>();
    private int dictionary;
    private int filled;

    DeflateBlock(int bytes) {
        in = ByteBuffer.allocateDirect(DICTIONARY_BYTES + bytes);
        out = ByteBuffer.allocateDirect(bytes);
        filled = DICTIONARY_BYTES;
    }

    /** The part of one file that lies in one block. */
    static final class Piece {
        private final ZipEntryRecord entry;
        private final boolean first;
        private final int offset;
        private int length;
        private boolean last;
        private boolean raw;
        private @Nullable DeflatedData copied;
        private int packedOffset;
        private int packedLength;

        private Piece(ZipEntryRecord entry, boolean first, int offset) {
            this.entry = entry;
            this.first = first;
            this.offset = offset;
        }

        ZipEntryRecord entry() {
            return entry;
        }

        /** Whether the file begins here. */
        boolean isFirst() {
            return first;
        }

        /** Whether the file ends here. */
        boolean isLast() {
            return last;
        }

        /** Whether it does not shrink, and its bytes count as they came. */
        boolean isRaw() {
            return raw;
        }

        int length() {
            return length;
        }

        /** Says that the file ends here. */
        void end() {
            last = true;
        }

        /** Says that the whole file is this. */
        void copy(DeflatedData data) {
            copied = data;
            last = true;
        }

        /** What the file is a copy of, if it is. */
        @Nullable
        DeflatedData copied() {
            return copied;
        }
    }

    /** Empties the block for its next use. */
    void clear() {
        pieces.clear();
        dictionary = 0;
        filled = DICTIONARY_BYTES;
    }

    List<Piece> pieces() {
        return pieces;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Whether it should be handed over: without room, or with many files that need none. */
    boolean isFull() {
        return room() == 0 || pieces.size() >= MOST_PIECES;
    }

    /** Starts a file behind those that are here. */
    Piece begin(ZipEntryRecord entry) {
        return add(new Piece(entry, true, filled));
    }

    /** Goes on with a file whose last piece filled another block; this one is empty. */
    Piece goOn(DeflateBlock before, Piece piece) {
        dictionary = Math.min(DICTIONARY_BYTES, piece.length);
        int from = piece.offset + piece.length - dictionary;
        in.put(DICTIONARY_BYTES - dictionary, before.in, from, dictionary);
        return add(new Piece(piece.entry, false, filled));
    }

    /** Takes the last piece out of a block that it did not begin; this one is empty. */
    Piece moveFrom(DeflateBlock before, Piece piece) {
        before.pieces.remove(piece);
        before.filled = piece.offset;
        Piece moved = begin(piece.entry);
        in.put(filled, before.in, piece.offset, piece.length);
        advance(moved, piece.length);
        return moved;
    }

    /** Whether the piece begins the block, and so has all of it for itself. */
    static boolean beginsBlock(Piece piece) {
        return piece.offset == DICTIONARY_BYTES;
    }

    private Piece add(Piece piece) {
        pieces.add(piece);
        return piece;
    }

    /** How many bytes still fit. */
    int room() {
        return in.capacity() - filled;
    }

    /** Adds bytes to the last piece; they fit. */
    void append(Piece piece, byte[] bytes, int offset, int length) {
        in.put(filled, bytes, offset, length);
        advance(piece, length);
    }

    private void advance(Piece piece, int length) {
        filled += length;
        piece.length += length;
    }

    /** The piece's bytes as they came. */
    ByteBuffer rawBytes(Piece piece) {
        return in.slice(piece.offset, piece.length);
    }

    /** The piece's compressed bytes, when it is not raw. */
    ByteBuffer packedBytes(Piece piece) {
        return out.slice(piece.packedOffset, piece.packedLength);
    }

    int packedLength(Piece piece) {
        return piece.raw ? piece.length : piece.packedLength;
    }

    /** Leaves all pieces as they came. */
    void store() {
        for (Piece piece : pieces) {
            piece.raw = true;
        }
    }

    /** Compresses all pieces, each with a fresh start. */
    void deflate(Deflater deflater) {
        int at = 0;
        for (Piece piece : pieces) {
            if (piece.copied != null) {
                continue;
            }
            piece.packedOffset = at;
            piece.raw = !shrinks(piece, deflater) || !deflate(piece, deflater);
            at += piece.raw ? 0 : piece.packedLength;
        }
    }

    /** Whether it is worth trying. */
    private boolean shrinks(Piece piece, Deflater deflater) {
        if (piece.length <= TRIAL_BYTES || !Compressibility.looksDense(rawBytes(piece))) {
            return true;
        }
        deflater.reset();
        deflater.setInput(in.slice(piece.offset + (piece.length - TRIAL_BYTES) / 2, TRIAL_BYTES));
        int room = enough(TRIAL_BYTES);
        return deflater.deflate(out.slice(piece.packedOffset, room), Deflater.SYNC_FLUSH) < room;
    }

    /** Whether the result is smaller by what makes unpacking it worthwhile. */
    private boolean deflate(Piece piece, Deflater deflater) {
        deflater.reset();
        if (!piece.first) {
            deflater.setDictionary(in.slice(DICTIONARY_BYTES - dictionary, dictionary));
        }
        deflater.setInput(rawBytes(piece));
        if (piece.last) {
            deflater.finish();
        }
        int room = enough(piece.length);
        piece.packedLength = deflater.deflate(
                out.slice(piece.packedOffset, room), piece.last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
        return piece.packedLength < room;
    }

    /** A result that needs no more than this is worth it: 1.6 % less. */
    private static int enough(int length) {
        return length - length / 64;
    }
}
