/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import com.twelvemonkeys.imageio.stream.SubImageInputStream;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * The directory of a Windows icon file. The pictures themselves say how big they are: the directory's one-byte sizes
 * may claim less than the data would make the decoder allocate.
 */
final class IcoFile {
    static final int HEADER_BYTES = 6;
    static final int ENTRY_BYTES = 16;
    private static final int MAX_ENTRIES = 256;
    private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int DIB_HEADER = 40;

    private IcoFile() {}

    private record Entry(int index, long offset, long length, boolean isPng, long pixels, int bits) {
        boolean isBetterThan(Entry other) {
            return pixels > other.pixels || (pixels == other.pixels && bits > other.bits);
        }
    }

    /** Finds the picture with the most pixels, and among equals the one with the most colours. */
    static PictureSource locate(ImageInputStream in) throws IOException {
        in.seek(4);
        int count = read16(in);
        if (count > MAX_ENTRIES) {
            throw new MalformedImageException("Icon with too many pictures");
        }
        Entry best = entry(in, 0);
        for (int i = 1; i < count; i++) {
            Entry entry = entry(in, i);
            best = entry.isBetterThan(best) ? entry : best;
        }
        if (best.isPng) {
            in.seek(best.offset);
            return PngFile.locate(new SubImageInputStream(in, best.length));
        }
        return new PictureSource(Codec.ICO, in, best.index, PictureSource.Notes.NONE);
    }

    private static Entry entry(ImageInputStream in, int index) throws IOException {
        long position = HEADER_BYTES + (long) index * ENTRY_BYTES;
        in.seek(position);
        int width = oneToMax(in.readUnsignedByte());
        int height = oneToMax(in.readUnsignedByte());
        in.seek(position + 6);
        int bits = read16(in);
        long length = read32(in);
        long offset = read32(in);
        if (length < DIB_HEADER || offset + length > in.length()) {
            throw new MalformedImageException("Icon whose pictures lie outside of it");
        }
        in.seek(offset);
        if (in.readLong() == PNG_SIGNATURE) {
            in.seek(offset + 16);
            return new Entry(index, offset, length, true, in.readUnsignedInt() * in.readUnsignedInt(), bits);
        }
        in.seek(offset + 4);
        long dibWidth = read32(in);
        long dibHeight = read32(in);
        // A bitmap's height counts the picture and the transparency mask below it.
        if (dibWidth != width || (dibHeight != 2L * height && dibHeight != height)) {
            throw new MalformedImageException("Icon whose directory and pictures disagree about sizes");
        }
        return new Entry(index, offset, length, false, (long) width * height, bits);
    }

    private static int oneToMax(int size) {
        return size == 0 ? 256 : size;
    }

    private static int read16(ImageInputStream in) throws IOException {
        return in.readUnsignedByte() | in.readUnsignedByte() << 8;
    }

    private static long read32(ImageInputStream in) throws IOException {
        return read16(in) | (long) read16(in) << 16;
    }
}
