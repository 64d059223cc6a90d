/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures for the tests. Unless said otherwise they show four quadrants: red, green in the upper row, blue, white in
 * the lower one.
 */
final class Samples {
    static final int RED = 0xffff0000;
    static final int GREEN = 0xff00ff00;
    static final int BLUE = 0xff0000ff;
    static final int WHITE = 0xffffffff;

    private Samples() {}

    /** Every format once, by name. */
    static Map<String, byte[]> oneOfEach(int width, int height) {
        BufferedImage picture = quadrants(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("jpeg", written(picture, "jpeg"));
        all.put("jpeg-progressive", progressiveJpeg(picture));
        all.put("jpeg-cmyk", cmykJpeg(width, height));
        all.put("png", written(picture, "png"));
        all.put("png-palette", written(quadrants(width, height, BufferedImage.TYPE_BYTE_INDEXED), "png"));
        all.put("gif", written(quadrants(width, height, BufferedImage.TYPE_BYTE_INDEXED), "gif"));
        all.put("bmp", written(picture, "bmp"));
        all.put("webp", written(picture, "webp"));
        all.put("webp-lossless", written(picture, "webp", "Lossless"));
        all.put("tiff", written(picture, "tiff"));
        all.put("tiff-lzw", written(picture, "tiff", "LZW"));
        all.put("tiff-deflate", written(picture, "tiff", "Deflate"));
        all.put("tiff-jpeg", written(picture, "tiff", "JPEG"));
        all.put("ico", ico(dib(picture), width, height));
        all.put("ico-png", ico(written(picture, "png"), width, height));
        all.put("tga", tga(picture, false));
        all.put("tga-rle", tga(picture, true));
        for (int kind = 1; kind <= 6; kind++) {
            all.put("pnm-p" + kind, pnm(kind, width, height));
        }
        return all;
    }

    static BufferedImage quadrants(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        int halfWidth = width / 2;
        int halfHeight = height / 2;
        fill(graphics, RED, 0, 0, halfWidth, halfHeight);
        fill(graphics, GREEN, halfWidth, 0, width - halfWidth, halfHeight);
        fill(graphics, BLUE, 0, halfHeight, halfWidth, height - halfHeight);
        fill(graphics, WHITE, halfWidth, halfHeight, width - halfWidth, height - halfHeight);
        graphics.dispose();
        return image;
    }

    static void fill(Graphics2D graphics, int argb, int x, int y, int width, int height) {
        graphics.setColor(new Color(argb, true));
        graphics.fillRect(x, y, width, height);
    }

    /** Written by the first writer that the class path has for the format. */
    static byte[] written(RenderedImage image, String format) {
        return written(image, format, null);
    }

    static byte[] written(RenderedImage image, String format, @Nullable String compression) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        ImageWriter writer = writers.next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        if (compression != null) {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType(compression);
        }
        return write(writer, new IIOImage(image, null, null), param);
    }

    static byte[] progressiveJpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        return write(writer, new IIOImage(image, null, null), param);
    }

    static byte[] write(ImageWriter writer, IIOImage image, @Nullable ImageWriteParam param) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Two frames; the first shows the quadrants, the second is black. */
    static byte[] animatedGif(int width, int height) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            BufferedImage first = quadrants(width, height, BufferedImage.TYPE_BYTE_INDEXED);
            BufferedImage second = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED);
            writer.writeToSequence(new IIOImage(first, null, null), null);
            writer.writeToSequence(new IIOImage(second, null, null), null);
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Four inks, as Photoshop writes them: inverted, with an Adobe marker that says that they are not transformed. */
    static byte[] cmykJpeg(int width, int height) {
        return adobeJpeg(width, height, 0, argb -> new int[] {argb >> 16 & 255, argb >> 8 & 255, argb & 255, 255});
    }

    /** The same with luminance and chrominance, which Adobe computes from the inks as if they were lights. */
    static byte[] ycckJpeg(int width, int height) {
        return adobeJpeg(width, height, 2, argb -> {
            double r = 255 - (argb >> 16 & 255);
            double g = 255 - (argb >> 8 & 255);
            double b = 255 - (argb & 255);
            return new int[] {
                clamp(0.299 * r + 0.587 * g + 0.114 * b),
                clamp(128 - 0.168736 * r - 0.331264 * g + 0.5 * b),
                clamp(128 + 0.5 * r - 0.418688 * g - 0.081312 * b),
                255
            };
        });
    }

    private static int clamp(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    private interface Inks {
        int[] of(int argb);
    }

    private static byte[] adobeJpeg(int width, int height, int transform, Inks inks) {
        BufferedImage picture = quadrants(width, height, BufferedImage.TYPE_INT_RGB);
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                raster.setPixel(x, y, inks.of(picture.getRGB(x, y)));
            }
        }
        byte[] jpeg = write(platformJpegWriter(), new IIOImage(raster, null, null), null);
        byte[] adobe = ByteBuffer.allocate(16)
                .putShort((short) 0xffee)
                .putShort((short) 14)
                .put("Adobe".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 100)
                .putInt(0)
                .put((byte) transform)
                .array();
        return inserted(jpeg, 2, adobe);
    }

    /** The one writer that takes four bands as they are. */
    private static ImageWriter platformJpegWriter() {
        Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = all.next();
        while (!writer.getClass().getName().startsWith("com.sun.")) {
            writer = all.next();
        }
        return writer;
    }

    static byte[] inserted(byte[] data, int at, byte[] more) {
        return ByteBuffer.allocate(data.length + more.length)
                .put(data, 0, at)
                .put(more)
                .put(data, at, data.length - at)
                .array();
    }

    /** A JPEG file with an EXIF segment that holds nothing but the orientation. */
    static byte[] withExif(byte[] jpeg, int orientation) {
        byte[] tiff = exif(orientation);
        ByteBuffer segment = ByteBuffer.allocate(10 + tiff.length)
                .putShort((short) 0xffe1)
                .putShort((short) (8 + tiff.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff);
        return inserted(jpeg, 2, segment.array());
    }

    /** A big-endian TIFF header and one directory entry: tag 274, one SHORT. */
    static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    /** A JPEG file with a colour profile. */
    static byte[] withProfile(byte[] jpeg, byte[] profile) {
        ByteBuffer segment = ByteBuffer.allocate(18 + profile.length)
                .putShort((short) 0xffe2)
                .putShort((short) (16 + profile.length))
                .put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 1)
                .put(profile);
        return inserted(jpeg, 2, segment.array());
    }

    /** RGB without gamma: middle grey in it is a light grey in sRGB. */
    static byte[] linearProfile() {
        return ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    }

    /** An icon of one picture. */
    static byte[] ico(byte[] data, int width, int height) {
        return littleEndian(22 + data.length)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .put(icoEntry(width, height, data.length, 22))
                .put(data)
                .array();
    }

    static byte[] icoEntry(int width, int height, int length, int offset) {
        return littleEndian(16)
                .put((byte) width)
                .put((byte) height)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 32)
                .putInt(length)
                .putInt(offset)
                .array();
    }

    /** A bitmap as icons hold it: no file header, rows from below, an empty mask behind the picture. */
    static byte[] dib(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int maskBytes = (width + 31) / 32 * 4 * height;
        ByteBuffer out = littleEndian(40 + width * height * 4 + maskBytes)
                .putInt(40)
                .putInt(width)
                .putInt(2 * height)
                .putShort((short) 1)
                .putShort((short) 32)
                .putInt(0)
                .putInt(width * height * 4 + maskBytes);
        out.position(40);
        for (int y = height - 1; y >= 0; y--) {
            for (int x = 0; x < width; x++) {
                out.putInt(image.getRGB(x, y));
            }
        }
        return out.array();
    }

    /** A TGA file of 32 bits, rows from above; run-length packets end with their row. */
    static byte[] tga(BufferedImage image, boolean runLength) {
        int width = image.getWidth();
        int height = image.getHeight();
        ByteBuffer out = littleEndian(18 + width * height * 5);
        out.put(new byte[] {0, 0, (byte) (runLength ? 10 : 2), 0, 0, 0, 0, 0, 0, 0, 0, 0});
        out.putShort((short) width).putShort((short) height).put((byte) 32).put((byte) 0x28);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; ) {
                int run = 1;
                while (runLength && run < 128 && x + run < width && image.getRGB(x + run, y) == image.getRGB(x, y)) {
                    run++;
                }
                if (runLength) {
                    out.put((byte) (0x80 | run - 1));
                }
                out.putInt(image.getRGB(x, y));
                x += run;
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** P1 to P6 of the quadrants; the bitmaps and greymaps show them light, dark in the upper, light in the lower row. */
    static byte[] pnm(int kind, int width, int height) {
        BufferedImage image = quadrants(width, height, BufferedImage.TYPE_INT_RGB);
        boolean isBitmap = kind % 3 == 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String header = "P" + kind + "\n# made by hand\n" + width + " " + height + "\n" + (isBitmap ? "" : "255\n");
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        for (int y = 0; y < height; y++) {
            int packed = 0;
            for (int x = 0; x < width; x++) {
                int rgb = image.getRGB(x, y);
                int[] samples = kind % 3 == 0
                        ? new int[] {rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255}
                        : new int[] {rgb >> 8 & 255};
                if (kind == 4) {
                    packed = packed << 1 | (samples[0] == 0 ? 1 : 0);
                    if (x % 8 == 7 || x == width - 1) {
                        out.write(packed << 7 - x % 8);
                        packed = 0;
                    }
                    continue;
                }
                for (int sample : samples) {
                    if (kind < 4) {
                        String text = (kind == 1 ? (sample == 0 ? "1" : "0") : Integer.toString(sample)) + "\n";
                        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
                    } else {
                        out.write(sample);
                    }
                }
            }
        }
        return out.toByteArray();
    }

    static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
