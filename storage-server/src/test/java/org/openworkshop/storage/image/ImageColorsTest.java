/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openworkshop.storage.image.Conversion.assertColor;
import static org.openworkshop.storage.image.Conversion.assertQuadrants;
import static org.openworkshop.storage.image.Samples.BLUE;
import static org.openworkshop.storage.image.Samples.GREEN;
import static org.openworkshop.storage.image.Samples.RED;
import static org.openworkshop.storage.image.Samples.WHITE;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageColorsTest {
    private static final int SIDE = 32;
    private static final int GREY_TYPE = 0;
    private static final int RGB_TYPE = 2;
    private static final int PALETTE_TYPE = 3;
    private static final int GREY_ALPHA_TYPE = 4;
    private static final int RGB_ALPHA_TYPE = 6;
    /** Middle grey of the linear profile, in sRGB. */
    private static final int LINEAR_HALF = 0xffbcbcbc;

    @TempDir
    Path directory;

    private Conversion conversion;

    @BeforeEach
    void prepare() {
        conversion = new Conversion(directory);
    }

    @Test
    void alphaIsKeptExactly() throws Exception {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setComposite(AlphaComposite.Src);
        int[] alphas = {0, 1, 64, 128, 200, 254, 255, 30};
        for (int i = 0; i < alphas.length; i++) {
            Samples.fill(graphics, alphas[i] << 24 | 0x3060c0, i * 8, 0, 8, 64);
        }
        graphics.dispose();

        BufferedImage picture = conversion.picture(Samples.written(image, "png"));

        for (int i = 0; i < alphas.length; i++) {
            for (int x = i * 8; x < i * 8 + 8; x++) {
                assertThat(picture.getRGB(x, 20) >>> 24).isEqualTo(alphas[i]);
            }
        }
        assertColor(picture, 52, 32, 0xff3060c0, 12);
    }

    @Test
    void opaquePictureWithAnAlphaChannelGetsNone() throws Exception {
        BufferedImage picture =
                conversion.picture(Samples.written(Samples.quadrants(64, 48, BufferedImage.TYPE_INT_ARGB), "png"));

        assertThat(picture.getColorModel().hasAlpha()).isFalse();
        assertQuadrants(picture, RED, GREEN, BLUE, WHITE);
    }

    @Test
    void alphaOfRotatedPicturesTurnsWithThem() throws Exception {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        Samples.fill(graphics, RED, 0, 0, 32, 24);
        graphics.dispose();
        byte[] webp = Samples.written(image, "webp", "Lossless");

        BufferedImage picture = conversion.picture(WebpBytes.with(webp, 64, 48, 0x18, "EXIF", Samples.exif(6)));

        assertColor(picture, 40, 10, RED, 20);
        assertThat(picture.getRGB(10, 10) >>> 24).isZero();
        assertThat(picture.getRGB(40, 50) >>> 24).isZero();
    }

    @Test
    void greyIsNotBrightened() throws Exception {
        assertUniform(png(8, GREY_TYPE, 0x80), 0xff808080);
        assertUniform(png(16, GREY_TYPE, 0x80, 0x12), 0xff808080);
    }

    @Test
    void greyOfOtherFormatsIsNotBrightenedEither() throws Exception {
        BufferedImage grey = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage grey16 = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            grey.getRaster().setSample(i % SIDE, i / SIDE, 0, 0x80);
            grey16.getRaster().setSample(i % SIDE, i / SIDE, 0, 0x8012);
        }
        assertUniform(Samples.written(grey, "jpeg"), 0xff808080);
        assertUniform(Samples.written(grey, "tiff"), 0xff808080);
        assertUniform(Samples.written(grey16, "tiff"), 0xff808080);
        assertUniform(Samples.written(grey, "bmp"), 0xff808080);
        assertUniform(Samples.written(grey, "gif"), 0xff808080);
        assertUniform(pnm("P5 " + SIDE + " " + SIDE + " 255\n", 0x80), 0xff808080);
        assertUniform(pnm("P5 " + SIDE + " " + SIDE + " 65535\n", 0x80, 0x12), 0xff808080);
        assertUniform(pnm("P5 " + SIDE + " " + SIDE + " 15\n", 8), 0xff888888);
        assertUniform(tga(3, 8, 0x80), 0xff808080);
    }

    @Test
    void colorsOfOtherFormatsAreScaledToEightBits() throws Exception {
        assertUniform(pnm("P6 " + SIDE + " " + SIDE + " 65535\n", 0x20, 0, 0x80, 0, 0xd0, 0), 0xff2080d0);
        assertUniform(pnm("P6 " + SIDE + " " + SIDE + " 51\n", 10, 20, 51), 0xff3264ff);
        assertUniform(tga(2, 24, 0xd0, 0x80, 0x20), 0xff2080d0);
        assertUniform(tga(2, 16, 0x00, 0x7c), RED);
    }

    @Test
    void alphaOfOtherFormatsIsKept() throws Exception {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, 0x702080d0);
        }
        assertUniform(Samples.ico(Samples.dib(image), SIDE, SIDE), 0x702080d0);
        assertUniform(Samples.tga(image, true), 0x702080d0);
        assertUniform(Samples.written(image, "tiff"), 0x702080d0);
        assertUniform(Samples.written(image, "webp", "Lossless"), 0x702080d0);
        String pam = "P7\nWIDTH " + SIDE + "\nHEIGHT " + SIDE + "\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n";
        assertUniform(pnm(pam, 0x20, 0x80, 0xd0, 0x70), 0x702080d0);
    }

    @Test
    void transparentPixelsOfAGifStayTransparent() throws Exception {
        BufferedImage image = Samples.quadrants(64, 48, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 24 * 32; i++) {
            image.setRGB(i % 32, i / 32, 0);
        }

        BufferedImage picture = conversion.picture(Samples.written(image, "gif"));

        assertThat(picture.getRGB(16, 12) >>> 24).isZero();
        assertColor(picture, 48, 36, WHITE, 20);
    }

    @Test
    void greyWithAlphaKeepsBoth() throws Exception {
        assertUniform(png(8, GREY_ALPHA_TYPE, 0x60, 0x90), 0x90606060);
        assertUniform(png(16, GREY_ALPHA_TYPE, 0x60, 0x44, 0x90, 0x11), 0x90606060);
    }

    @Test
    void sixteenBitColorsKeepTheirUpperHalf() throws Exception {
        assertUniform(png(16, RGB_TYPE, 0x20, 0xff, 0x80, 0x00, 0xd0, 0x10), 0xff2080d0);
        assertUniform(png(16, RGB_ALPHA_TYPE, 0x20, 0xff, 0x80, 0x00, 0xd0, 0x10, 0x70, 0x70), 0x702080d0);
    }

    @Test
    void paletteOfTwoBitsWithTransparencyIsResolved() throws Exception {
        byte[] rows = new byte[SIDE * (1 + SIDE / 4)];
        for (int y = 0; y < SIDE; y++) {
            Arrays.fill(rows, y * 9 + 1, y * 9 + 5, (byte) 0b01010101);
            Arrays.fill(rows, y * 9 + 5, y * 9 + 9, (byte) 0b10101010);
        }
        byte[] png = new PngBytes()
                .header(SIDE, SIDE, 2, PALETTE_TYPE)
                .chunk("PLTE", new byte[] {0, 0, 0, (byte) 255, 0, 0, 0, 0, (byte) 255})
                .chunk("tRNS", new byte[] {(byte) 255, (byte) 255, 77})
                .data(rows)
                .end();

        BufferedImage picture = conversion.picture(png);

        assertColor(picture, 4, 16, RED, 20);
        assertColor(picture, 28, 16, 0x4d0000ff, 20);
        assertThat(picture.getRGB(28, 16) >>> 24).isEqualTo(77);
    }

    @Test
    void bitmapOfOneBitIsBlackAndWhite() throws Exception {
        byte[] rows = new byte[SIDE * 5];
        for (int y = 0; y < SIDE; y++) {
            rows[y * 5 + 1] = (byte) 0xff;
            rows[y * 5 + 2] = (byte) 0xff;
        }
        BufferedImage picture = conversion.picture(
                new PngBytes().header(SIDE, SIDE, 1, GREY_TYPE).data(rows).end());

        assertColor(picture, 8, 16, WHITE, 12);
        assertColor(picture, 24, 16, 0xff000000, 12);
    }

    @Test
    void colorThatPngDeclaresTransparentIs() throws Exception {
        byte[] png = new PngBytes()
                .header(SIDE, SIDE, 8, RGB_TYPE)
                .chunk("tRNS", new byte[] {0, 10, 0, 20, 0, 30})
                .data(uniformRows(10, 20, 30))
                .end();

        assertThat(conversion.picture(png).getRGB(5, 5) >>> 24).isZero();
    }

    @Test
    void inksOfAJpegBecomeColors() throws Exception {
        assertQuadrants(conversion.picture(Samples.cmykJpeg(64, 48)), RED, GREEN, BLUE, WHITE);
        assertQuadrants(conversion.picture(Samples.ycckJpeg(64, 48)), RED, GREEN, BLUE, WHITE);
    }

    @Test
    void inksOfATiffBecomeColors() throws Exception {
        byte[] tiff = TiffBytes.cmyk(Samples.quadrants(64, 48, BufferedImage.TYPE_INT_RGB));
        BufferedImage picture = conversion.picture(tiff);

        int red = picture.getRGB(16, 12);
        assertThat(red >> 16 & 255).isGreaterThan(180);
        assertThat(red & 255).isLessThan(90);
        assertColor(picture, 48, 36, WHITE, 20);
    }

    @Test
    void profileOfAJpegIsApplied() throws Exception {
        BufferedImage grey = uniform(0x808080);
        byte[] jpeg = Samples.withProfile(Samples.written(grey, "jpeg"), Samples.linearProfile());

        assertColor(conversion.picture(jpeg), 5, 5, LINEAR_HALF, 6);
    }

    @Test
    void profileOfAPngIsApplied() throws Exception {
        byte[] png = new PngBytes()
                .header(SIDE, SIDE, 8, RGB_ALPHA_TYPE)
                .profile(Samples.linearProfile())
                .data(uniformRows(0x80, 0x80, 0x80, 0x55))
                .end();

        BufferedImage picture = conversion.picture(png);

        assertColor(picture, 5, 5, 0x55bcbcbc, 6);
        assertThat(picture.getRGB(5, 5) >>> 24).isEqualTo(0x55);
    }

    @Test
    void profileOfAWebpIsApplied() throws Exception {
        byte[] webp = Samples.written(uniform(0x808080), "webp", "Lossless");

        BufferedImage picture =
                conversion.picture(WebpBytes.with(webp, SIDE, SIDE, 0x20, "ICCP", Samples.linearProfile()));

        assertColor(picture, 5, 5, LINEAR_HALF, 6);
    }

    @Test
    void unusableProfileIsIgnored() throws Exception {
        byte[] broken = Samples.linearProfile();
        Arrays.fill(broken, 128, broken.length, (byte) 0x5a);
        for (byte[] profile : new byte[][] {broken, new byte[0], "not a profile".getBytes(StandardCharsets.UTF_8)}) {
            byte[] png = new PngBytes()
                    .header(SIDE, SIDE, 8, RGB_TYPE)
                    .profile(profile)
                    .data(uniformRows(0x80, 0x80, 0x80))
                    .end();
            assertColor(conversion.picture(png), 5, 5, 0xff808080, 6);
        }
        byte[] jpeg = Samples.withProfile(Samples.written(uniform(0x808080), "jpeg"), broken);
        assertColor(conversion.picture(jpeg), 5, 5, 0xff808080, 6);
    }

    private void assertUniform(byte[] png, int argb) throws Exception {
        BufferedImage picture = conversion.picture(png);
        assertColor(picture, 0, 0, argb, 8);
        assertColor(picture, SIDE - 1, SIDE - 1, argb, 8);
    }

    private static BufferedImage uniform(int rgb) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Samples.fill(graphics, 0xff000000 | rgb, 0, 0, SIDE, SIDE);
        graphics.dispose();
        return image;
    }

    private static byte[] pnm(String header, int... pixel) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < SIDE * SIDE; i++) {
            for (int value : pixel) {
                out.write(value);
            }
        }
        return out.toByteArray();
    }

    private static byte[] tga(int type, int bits, int... pixel) {
        byte[] header = {0, 0, (byte) type, 0, 0, 0, 0, 0, 0, 0, 0, 0, SIDE, 0, SIDE, 0, (byte) bits, 0x20};
        return pnm(new String(header, StandardCharsets.US_ASCII), pixel);
    }

    private static byte[] png(int bits, int colorType, int... pixel) {
        return new PngBytes()
                .header(SIDE, SIDE, bits, colorType)
                .data(uniformRows(pixel))
                .end();
    }

    private static byte[] uniformRows(int... pixel) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int y = 0; y < SIDE; y++) {
            rows.write(0);
            for (int x = 0; x < SIDE; x++) {
                for (int value : pixel) {
                    rows.write(value);
                }
            }
        }
        return rows.toByteArray();
    }
}
