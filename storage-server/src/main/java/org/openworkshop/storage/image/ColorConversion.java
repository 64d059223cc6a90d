/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.Point;
import java.awt.color.CMMException;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Conversion of pixels to sRGB through colour profiles, in strips, so that no second whole picture is needed. */
final class ColorConversion {
    private static final Logger LOG = LoggerFactory.getLogger(ColorConversion.class);
    private static final int STRIP_ROWS = 64;

    private final ColorConvertOp op = new ColorConvertOp(null);

    /** The pixels of a small picture, which knows its own colour space, as 0xAARRGGBB. */
    int[] stripToSrgb(BufferedImage strip) {
        BufferedImage converted = new BufferedImage(strip.getWidth(), strip.getHeight(), BufferedImage.TYPE_INT_ARGB);
        op.filter(strip, converted);
        return ((DataBufferInt) converted.getRaster().getDataBuffer()).getData();
    }

    /**
     * Reads an RGB picture's values in the colours of a profile and rewrites them in place as sRGB. A profile that
     * cannot be used leaves the picture as it is.
     *
     * @param image of type {@code TYPE_INT_RGB} or {@code TYPE_INT_ARGB}
     */
    static void toSrgb(BufferedImage image, ICC_Profile profile) {
        ColorModel colors;
        ColorConversion conversion = new ColorConversion();
        try {
            colors = new DirectColorModel(
                    new ICC_ColorSpace(profile), 32, 0xff0000, 0xff00, 0xff, 0xff000000, false, DataBuffer.TYPE_INT);
            conversion.stripToSrgb(view(new int[1], 1, colors));
        } catch (IllegalArgumentException | CMMException e) {
            LOG.debug("A colour profile cannot be used and is ignored reason={}", e.toString());
            return;
        }
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int width = image.getWidth();
        for (int top = 0; top < image.getHeight(); top += STRIP_ROWS) {
            int count = Math.min(STRIP_ROWS, image.getHeight() - top) * width;
            int[] strip = new int[count];
            System.arraycopy(pixels, top * width, strip, 0, count);
            System.arraycopy(conversion.stripToSrgb(view(strip, width, colors)), 0, pixels, top * width, count);
        }
    }

    private static BufferedImage view(int[] pixels, int width, ColorModel colors) {
        var model = colors.createCompatibleSampleModel(width, pixels.length / width);
        var raster = Raster.createWritableRaster(model, new DataBufferInt(pixels, pixels.length), new Point(0, 0));
        return new BufferedImage(colors, raster, false, null);
    }
}
