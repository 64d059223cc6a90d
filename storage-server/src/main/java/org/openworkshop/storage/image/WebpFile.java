/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import com.twelvemonkeys.imageio.stream.SubImageInputStream;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a WebP file (RFC 9649).
 *
 * <p>libwebp decodes still pictures only and looks at neither EXIF nor colour profile; of an animation the first frame
 * is lifted out as a still picture of its own.
 */
final class WebpFile {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int MAX_CHUNKS = 100_000;
    private static final int MAX_PROFILE_BYTES = 4 << 20;
    /** The decoder takes the file into memory whole; a picture of the largest size with noise in it is not longer. */
    private static final long MAX_FILE_BYTES = 1L << 30;

    private static final int VP8X = fourCc("VP8X");
    private static final int ANMF = fourCc("ANMF");
    private static final int ICCP = fourCc("ICCP");
    private static final int EXIF = fourCc("EXIF");
    private static final int ALPHA_FLAG = 0x10;

    private final ImageInputStream in;
    private Orientation orientation = Orientation.NORMAL;
    private @Nullable ICC_Profile profile;
    private @Nullable Canvas canvas;
    private byte @Nullable [] firstFrame;
    private int pageWidth;
    private int pageHeight;

    private WebpFile(ImageInputStream in) {
        this.in = in;
    }

    /** Checks that the file is whole and finds its picture or first frame. */
    static PictureSource locate(ImageInputStream in) throws IOException {
        WebpFile file = new WebpFile(in);
        in.seek(4);
        long end = CHUNK_HEADER + file.read32();
        if (end > in.length() || end > MAX_FILE_BYTES) {
            throw new MalformedImageException("WebP that is cut off or too long");
        }
        file.walk(end);
        byte[] frame = file.firstFrame;
        ImageInputStream data;
        if (frame == null) {
            in.seek(0);
            data = new SubImageInputStream(in, end);
        } else {
            data = new ByteArrayImageInputStream(frame);
        }
        return new PictureSource(
                Codec.WEBP,
                data,
                0,
                new PictureSource.Notes(file.orientation, file.profile, file.canvas, data.length()));
    }

    private void walk(long end) throws IOException {
        long position = RIFF_HEADER;
        for (int count = 0; count < MAX_CHUNKS && position + CHUNK_HEADER <= end; count++) {
            in.seek(position);
            int type = in.readInt();
            long length = read32();
            if (position + CHUNK_HEADER + length > end) {
                throw new MalformedImageException("WebP with a chunk that ends outside of it");
            }
            chunk(type, (int) length);
            position += CHUNK_HEADER + length + (length & 1);
        }
    }

    private void chunk(int type, int length) throws IOException {
        if (type == VP8X && length >= 10) {
            skip(4);
            pageWidth = 1 + read24();
            pageHeight = 1 + read24();
        } else if (type == ICCP && length <= MAX_PROFILE_BYTES) {
            profile = PngFile.rgbProfile(readBytes(length));
        } else if (type == EXIF && length <= ExifOrientation.MAX_BYTES) {
            orientation = ExifOrientation.of(withoutPreamble(readBytes(length)));
        } else if (type == ANMF && firstFrame == null) {
            frame(length);
        }
    }

    private void frame(int length) throws IOException {
        if (length < FRAME_HEADER) {
            throw new MalformedImageException("WebP animation with a broken frame");
        }
        int left = 2 * read24();
        int top = 2 * read24();
        int width = 1 + read24();
        int height = 1 + read24();
        skip(4);
        if (left + width > pageWidth || top + height > pageHeight) {
            throw new MalformedImageException("WebP animation with a frame outside of its page");
        }
        canvas = new Canvas(pageWidth, pageHeight, left, top);
        firstFrame = stillPicture(width, height, readBytes(length - FRAME_HEADER));
    }

    private static byte[] stillPicture(int width, int height, byte[] chunks) {
        int extended = CHUNK_HEADER + 10;
        ByteBuffer out = ByteBuffer.allocate(RIFF_HEADER + extended + chunks.length)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt(fourCc("RIFF"))
                .putInt(Integer.reverseBytes(4 + extended + chunks.length))
                .putInt(fourCc("WEBP"))
                .putInt(VP8X)
                .putInt(Integer.reverseBytes(10))
                .putInt(ALPHA_FLAG << 24);
        put24(out, width - 1);
        put24(out, height - 1);
        return out.put(chunks).array();
    }

    /** Some writers put JPEG's "Exif" in front, which does not belong there. */
    private static byte[] withoutPreamble(byte[] exif) {
        boolean has = exif.length > 6 && exif[0] == 'E' && exif[1] == 'x' && exif[4] == 0 && exif[5] == 0;
        return has ? Arrays.copyOfRange(exif, 6, exif.length) : exif;
    }

    private static void put24(ByteBuffer out, int value) {
        out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static int fourCc(String name) {
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }

    private byte[] readBytes(int length) throws IOException {
        byte[] data = new byte[length];
        in.readFully(data);
        return data;
    }

    private void skip(int count) throws IOException {
        in.seek(in.getStreamPosition() + count);
    }

    private int read24() throws IOException {
        return in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
    }

    private long read32() throws IOException {
        return read24() | (long) in.readUnsignedByte() << 24;
    }
}
