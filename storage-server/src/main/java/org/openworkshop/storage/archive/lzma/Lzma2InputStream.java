/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.CorruptedInputException;

/**
 * Decodes LZMA2, the container of LZMA in .xz and .7z files. Reads no byte behind the end of its data. Memory grows with what
 * is decoded, up to the dictionary and, while it grows, a quarter more. An {@link EOFException} says that the data is cut off, another IOException that it is
 * damaged or that reading failed. Not thread-safe.
 *
 * <pre>
 *   chunk: 00                                       end of data
 *          01 size-1 (2 bytes) data                 not compressed; forget the dictionary
 *          02 size-1 (2 bytes) data                 not compressed
 *          100 + 5 high bits of unpacked size-1, 2 bytes of it, packed size-1 (2 bytes), data
 *          101 ... start anew         110 ... start anew with properties (1 byte, before the data)
 *          111 ... and forget the dictionary
 * </pre>
 */
public final class Lzma2InputStream extends DictionaryInputStream {
    /** Properties with the largest tables that LZMA2 allows: lc + lp = 4. */
    private static final int MOST_TABLES = 4;

    private static final int END = 0;
    private static final int FORGET_AND_COPY = 1;
    private static final int COPY = 2;
    private static final int LZMA = 0x80;
    private static final int RESET = 0xA0;
    private static final int PROPERTIES = 0xC0;
    private static final int FORGET = 0xE0;

    private final RangeDecoder range = new RangeDecoder();
    private final LzmaDecoder decoder;
    private boolean needsDictionary = true;
    private boolean needsProperties = true;
    /** Of the current chunk. */
    private boolean compressed;

    /** Bytes of the current chunk that are not decoded yet. */
    private int left;

    /**
     * @param in should be buffered; is closed with this stream
     * @param dictionaryBytes 1 to 2^31 - 64
     */
    public Lzma2InputStream(InputStream in, int dictionaryBytes) {
        super(in, new Dictionary(dictionaryBytes));
        decoder = new LzmaDecoder(range, dictionary);
    }

    /** Most memory that decoding needs, in KiB, but for the dictionary's growing. */
    public static int memoryKiB(int dictionaryBytes) {
        return LzmaInputStream.memoryKiB(MOST_TABLES, dictionaryBytes);
    }

    @Override
    boolean decodeMore() throws IOException {
        if (left == 0 && !nextChunk()) {
            return false;
        }
        int begin = dictionary.makeRoom(Math.min(left, STEP_BYTES));
        int from = dictionary.position();
        if (!compressed) {
            dictionary.read(in, begin - from);
            left -= begin - from;
            return true;
        }
        decoder.decode(begin);
        left -= dictionary.position() - from;
        boolean cutOff = dictionary.position() < begin;
        if (cutOff || (left == 0 && (decoder.isWithinMatch() || !range.isFinished()))) {
            throw new CorruptedInputException("LZMA2 chunk does not end where it should");
        }
        return true;
    }

    /** False at the end of the data. */
    private boolean nextChunk() throws IOException {
        int control = readByte();
        if (control == END) {
            return false;
        }
        if (control >= FORGET || control == FORGET_AND_COPY) {
            dictionary.clear();
            needsDictionary = false;
            needsProperties = true;
        } else if (needsDictionary) {
            throw new CorruptedInputException("LZMA2 data does not begin with an empty dictionary");
        }
        compressed = control >= LZMA;
        if (!compressed) {
            if (control > COPY) {
                throw new CorruptedInputException("LZMA2 chunk is of no known kind");
            }
            left = readShort() + 1;
            return true;
        }
        left = ((control & 0x1F) << 16) + readShort() + 1;
        int packed = readShort() + 1;
        if (control >= PROPERTIES) {
            decoder.setProperties(properties());
            needsProperties = false;
        } else if (needsProperties) {
            throw new CorruptedInputException("LZMA2 chunk has no properties");
        } else if (control >= RESET) {
            decoder.reset();
        }
        range.begin(in, packed);
        return true;
    }

    private int properties() throws IOException {
        int properties = readByte();
        if (properties % 9 + properties / 9 % 5 > 4) {
            throw new CorruptedInputException("LZMA2 properties are out of range");
        }
        return properties;
    }

    private int readShort() throws IOException {
        return readByte() << 8 | readByte();
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }
}
