/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * The blocks of a GIF file (GIF89a specification) up to the end of the first frame.
 *
 * <p>The decoder hands out the bare frame; its place on the page is read here, and a frame whose data is cut is found.
 */
final class GifFile {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int MAX_BLOCKS = 100_000;

    private final ImageInputStream in;

    private GifFile(ImageInputStream in) {
        this.in = in;
    }

    /** Finds the first frame and its place. */
    static PictureSource locate(ImageInputStream in) throws IOException {
        Canvas canvas = new GifFile(in).firstFrame();
        return new PictureSource(Codec.GIF, in, 0, new PictureSource.Notes(Orientation.NORMAL, null, canvas, 0));
    }

    private Canvas firstFrame() throws IOException {
        in.seek(6);
        int pageWidth = read16();
        int pageHeight = read16();
        int flags = in.readUnsignedByte();
        skip(2 + colorTableBytes(flags));
        for (int blocks = 0; blocks < MAX_BLOCKS; blocks++) {
            int block = in.readUnsignedByte();
            if (block == IMAGE) {
                return frame(pageWidth, pageHeight);
            }
            if (block != EXTENSION) {
                throw new MalformedImageException("GIF without a frame");
            }
            skip(1);
            skipSubBlocks();
        }
        throw new MalformedImageException("GIF with too many blocks before its first frame");
    }

    /** A frame that reaches over the page makes the page bigger, as browsers do. */
    private Canvas frame(int pageWidth, int pageHeight) throws IOException {
        int left = read16();
        int top = read16();
        int width = read16();
        int height = read16();
        int flags = in.readUnsignedByte();
        skip(colorTableBytes(flags) + 1);
        skipSubBlocks();
        return new Canvas(Math.max(pageWidth, left + width), Math.max(pageHeight, top + height), left, top);
    }

    private static int colorTableBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private void skipSubBlocks() throws IOException {
        int length = in.readUnsignedByte();
        while (length != 0) {
            skip(length);
            length = in.readUnsignedByte();
        }
    }

    private void skip(int count) throws IOException {
        in.seek(in.getStreamPosition() + count);
    }

    private int read16() throws IOException {
        return in.readUnsignedByte() | in.readUnsignedByte() << 8;
    }
}
