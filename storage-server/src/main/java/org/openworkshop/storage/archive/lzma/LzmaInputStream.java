/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.tukaani.xz.CorruptedInputException;
import org.tukaani.xz.MemoryLimitException;

/**
 * Decodes LZMA without a container of chunks, as in .lzma files and in .7z. May read beyond the end of its data. Memory grows
 * with what is decoded, up to the dictionary and, while it grows, a quarter more. An {@link java.io.EOFException} says that the data is cut off, another
 * IOException that it is damaged or that reading failed. Not thread-safe.
 */
public final class LzmaInputStream extends DictionaryInputStream {
    private static final int HEADER_BYTES = 13;
    /** The input's buffer, and the probabilities but for those of literals. */
    private static final int FIXED_KIB = 80;

    /** Probabilities of literals for each context, two bytes each. */
    private static final int LITERAL_BYTES = 2 * 0x300;

    private static final int LEAST_DICTIONARY = 4096;

    private final RangeDecoder range = new RangeDecoder();
    private final LzmaDecoder decoder;
    private final boolean strict;
    private long left;

    /**
     * Decodes data whose size is known from elsewhere, with or without an end marker.
     *
     * @param in is closed with this stream
     * @param unpackedSize bytes, or -1 when there is an end marker
     * @param properties the byte of that name
     * @param dictionaryBytes 0 to 2^31 - 64
     * @throws CorruptedInputException when the properties make no sense, or the data does not begin as it should
     */
    public LzmaInputStream(InputStream in, long unpackedSize, int properties, int dictionaryBytes) throws IOException {
        this(in, unpackedSize, properties, dictionaryBytes, false);
    }

    private LzmaInputStream(InputStream in, long unpackedSize, int properties, int dictionaryBytes, boolean strict)
            throws IOException {
        super(in, new Dictionary(Math.max(LEAST_DICTIONARY, dictionaryBytes)));
        this.strict = strict;
        decoder = new LzmaDecoder(range, dictionary);
        decoder.setProperties(properties);
        left = unpackedSize < 0 ? Long.MAX_VALUE : unpackedSize;
        range.begin(in);
    }

    /**
     * Decodes a .lzma file: properties (1 byte), dictionary size (4), unpacked size or -1 (8), data. What follows is
     * damage.
     *
     * @param in is closed with the stream
     * @throws MemoryLimitException when the dictionary may need more than the limit
     */
    public static LzmaInputStream ofFile(InputStream in, int memoryLimitKiB) throws IOException {
        ByteBuffer header = XzNumbers.read(in, HEADER_BYTES);
        int properties = header.get() & 0xFF;
        int dictionary = header.getInt();
        long size = header.getLong();
        if (size < -1) {
            throw new CorruptedInputException("LZMA file states a negative size");
        }
        requireMemory(memoryKiB(properties, dictionary), memoryLimitKiB);
        return new LzmaInputStream(in, size, properties, dictionary, true);
    }

    /**
     * Most memory that decoding needs, in KiB, but for the dictionary's growing.
     *
     * @param properties the byte of that name
     * @param dictionaryBytes an unsigned number
     */
    public static int memoryKiB(int properties, int dictionaryBytes) {
        int contextBits = properties % 9 + properties / 9 % 5;
        return FIXED_KIB + (dictionaryBytes >>> 10) + ((LITERAL_BYTES << contextBits) >> 10);
    }

    static void requireMemory(int neededKiB, int limitKiB) throws MemoryLimitException {
        if (neededKiB > limitKiB) {
            throw new MemoryLimitException(neededKiB, limitKiB);
        }
    }

    @Override
    boolean decodeMore() throws IOException {
        if (left == 0) {
            end();
            return false;
        }
        if (!range.hasInput()) {
            range.requireInput();
            range.refill(in);
        }
        int limit = dictionary.makeRoom((int) Math.min(left, STEP_BYTES));
        int from = dictionary.position();
        decoder.decode(limit);
        if (left != Long.MAX_VALUE) {
            left -= dictionary.position() - from;
        }
        range.requireInput();
        if (decoder.hasEnded()) {
            if ((left > 0 && left != Long.MAX_VALUE) || !range.isAtEndOfData()) {
                throw new CorruptedInputException("LZMA data ends before its size");
            }
            requireNoMore();
            return false;
        }
        return true;
    }

    /** All bytes are there; an end marker may follow. */
    private void end() throws IOException {
        if (decoder.isWithinMatch()) {
            throw new CorruptedInputException("LZMA data goes on beyond its size");
        }
        if (strict && !range.isAtEndOfData()) {
            if (!range.hasInput()) {
                range.requireInput();
                range.refill(in);
            }
            decoder.decode(dictionary.makeRoom(1));
            range.requireInput();
            if (!decoder.hasEnded()) {
                throw new CorruptedInputException("LZMA data goes on beyond its size");
            }
        }
        requireNoMore();
    }

    private void requireNoMore() throws IOException {
        if (strict && !range.isUsedUp(in)) {
            throw new CorruptedInputException("LZMA data is followed by other bytes");
        }
    }
}
