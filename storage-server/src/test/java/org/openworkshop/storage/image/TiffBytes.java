/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;

/** TIFF files of one strip, written tag by tag. */
final class TiffBytes {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int DATA_AT = 256;

    private final ByteBuffer out;
    private int tags;

    private TiffBytes(int dataLength) {
        out = Samples.littleEndian(DATA_AT + dataLength);
        out.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
        out.position(10);
    }

    /** Plain RGB of 8 bits. */
    static byte[] rgb(BufferedImage image, int orientation) {
        int length = image.getWidth() * image.getHeight() * 3;
        TiffBytes file = new TiffBytes(length);
        file.common(image.getWidth(), image.getHeight(), 3, 1, 2, orientation, length);
        file.out.position(DATA_AT);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                file.out.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
            }
        }
        return file.out.array();
    }

    /** Four inks of 8 bits, not inverted. */
    static byte[] cmyk(BufferedImage image) {
        int length = image.getWidth() * image.getHeight() * 4;
        TiffBytes file = new TiffBytes(length);
        file.common(image.getWidth(), image.getHeight(), 4, 1, 5, 1, length);
        file.out.position(DATA_AT);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int inks = ~image.getRGB(x, y);
                file.out
                        .put((byte) (inks >> 16))
                        .put((byte) (inks >> 8))
                        .put((byte) inks)
                        .put((byte) 0);
            }
        }
        return file.out.array();
    }

    /** A strip of JPEG data, whatever size it has itself. */
    static byte[] jpeg(byte[] jpeg, int width, int height) {
        TiffBytes file = new TiffBytes(jpeg.length);
        file.common(width, height, 3, 7, 6, 1, jpeg.length);
        file.out.position(DATA_AT);
        return file.out.put(jpeg).array();
    }

    private void common(
            int width, int height, int samples, int compression, int photometric, int orientation, int length) {
        tag(256, LONG, width);
        tag(257, LONG, height);
        int bitsAt = DATA_AT - 8;
        tag(258, SHORT, samples, bitsAt);
        for (int i = 0; i < samples; i++) {
            out.putShort(bitsAt + 2 * i, (short) 8);
        }
        tag(259, SHORT, compression);
        tag(262, SHORT, photometric);
        tag(273, LONG, DATA_AT);
        tag(274, SHORT, orientation);
        tag(277, SHORT, samples);
        tag(278, LONG, height);
        tag(279, LONG, length);
        tag(284, SHORT, 1);
        out.putShort(8, (short) tags);
        out.putInt(0);
    }

    private void tag(int number, int type, int value) {
        tag(number, type, 1, value);
    }

    private void tag(int number, int type, int count, int value) {
        out.putShort((short) number).putShort((short) type).putInt(count).putInt(value);
        tags++;
    }
}
