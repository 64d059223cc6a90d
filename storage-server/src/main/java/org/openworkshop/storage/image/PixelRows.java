/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * The rows of a decoded picture as sRGB pixels of 8 bits, 0xAARRGGBB, whatever the decoder's own layout is. Not
 * thread-safe.
 */
abstract class PixelRows {
    private static final int OPAQUE = 0xff000000;

    /** Fills the array, which is as long as the picture is wide, with row {@code y}. */
    abstract void read(int y, int[] row);

    static PixelRows of(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel palette) {
            return new Palette(image, palette);
        }
        ColorSpace space = model.getColorSpace();
        boolean isGrey = space.getType() == ColorSpace.TYPE_GRAY && space.getNumComponents() == 1;
        if (!space.isCS_sRGB() && !(isGrey && space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY)))) {
            return new ForeignColors(image);
        }
        if (model instanceof ComponentColorModel && !model.isAlphaPremultiplied() && hasUnsignedSamples(image)) {
            return new Samples(image, isGrey);
        }
        return isGrey ? new ForeignColors(image) : new Packed(image);
    }

    private static boolean hasUnsignedSamples(BufferedImage image) {
        int type = image.getSampleModel().getDataType();
        return type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
    }

    /** Palette pictures; an index beyond the palette is black. */
    private static final class Palette extends PixelRows {
        private final Raster raster;
        private final int[] colors;

        Palette(BufferedImage image, IndexColorModel model) {
            raster = image.getRaster();
            colors = new int
                    [Math.max(model.getMapSize(), 1 << image.getSampleModel().getSampleSize(0))];
            Arrays.fill(colors, OPAQUE);
            for (int i = 0; i < model.getMapSize(); i++) {
                colors[i] = model.getRGB(i);
            }
        }

        @Override
        void read(int y, int[] row) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            for (int x = 0; x < row.length; x++) {
                row[x] = colors[row[x]];
            }
        }
    }

    /**
     * Grey or RGB samples, with or without alpha, of up to 16 bits. Grey goes to all three channels as it is: Java's
     * grey colour space is linear, but the files' grey is not, and a conversion would brighten it.
     */
    private static final class Samples extends PixelRows {
        private final Raster raster;
        private final int bands;
        private final boolean isGrey;
        private final boolean hasAlpha;
        private final int[] maxima;
        private int[] samples = new int[0];

        Samples(BufferedImage image, boolean isGrey) {
            this.raster = image.getRaster();
            this.bands = raster.getNumBands();
            this.isGrey = isGrey;
            this.hasAlpha = image.getColorModel().hasAlpha();
            this.maxima = new int[bands];
            for (int band = 0; band < bands; band++) {
                maxima[band] = (1 << image.getColorModel().getComponentSize(band)) - 1;
            }
        }

        @Override
        void read(int y, int[] row) {
            samples = raster.getPixels(0, y, row.length, 1, samples.length == 0 ? null : samples);
            for (int x = 0, at = 0; x < row.length; x++, at += bands) {
                int alpha = hasAlpha ? scaled(at, bands - 1) << 24 : OPAQUE;
                int red = scaled(at, 0);
                row[x] = isGrey ? alpha | red * 0x010101 : alpha | red << 16 | scaled(at, 1) << 8 | scaled(at, 2);
            }
        }

        private int scaled(int pixel, int band) {
            int value = samples[pixel + band];
            int max = maxima[band];
            return max == 255 ? value : (value * 255 + max / 2) / max;
        }
    }

    /** Pixels packed into integers, premultiplied ones, and other rarities in sRGB. */
    private static final class Packed extends PixelRows {
        private final BufferedImage image;

        Packed(BufferedImage image) {
            this.image = image;
        }

        @Override
        void read(int y, int[] row) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
        }
    }

    /** Pixels in another colour space, converted a strip at a time. */
    private static final class ForeignColors extends PixelRows {
        private static final int STRIP_ROWS = 32;

        private final BufferedImage image;
        private final ColorConversion conversion = new ColorConversion();
        private int stripTop = -1;
        private int[] strip = new int[0];

        ForeignColors(BufferedImage image) {
            this.image = image;
        }

        @Override
        void read(int y, int[] row) {
            int top = y - y % STRIP_ROWS;
            if (top != stripTop) {
                int rows = Math.min(STRIP_ROWS, image.getHeight() - top);
                strip = conversion.stripToSrgb(image.getSubimage(0, top, image.getWidth(), rows));
                stripTop = top;
            }
            System.arraycopy(strip, (y - top) * row.length, row, 0, row.length);
        }
    }
}
