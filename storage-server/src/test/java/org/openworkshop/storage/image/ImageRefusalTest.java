/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openworkshop.storage.image.ImageException.Reason.CONVERSION_FAILED;
import static org.openworkshop.storage.image.ImageException.Reason.NOT_IMAGE;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.ImageConfig;

class ImageRefusalTest {
    @TempDir
    Path directory;

    private Conversion conversion;

    @BeforeEach
    void prepare() {
        conversion = new Conversion(directory);
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoPictureIsRefused() {
        Map<String, byte[]> files = Map.of(
                "empty", new byte[0],
                "one byte", new byte[] {(byte) 0xff},
                "text", bytes("Pictures are worth a thousand words.\n".repeat(50)),
                "html", bytes("<!DOCTYPE html><html><body><img src='a.png'></body></html>"),
                "svg", bytes("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect/></svg>"),
                "xml", bytes("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
                "zip", bytes("PK\3\4 and so on, and so on, and so on"),
                "bmp in name only", bytes("BM is how this text begins, and it goes on for more than fifty letters."),
                "zeroes", new byte[4096],
                "pdf", bytes("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj"));
        return files.entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getKey(),
                        () -> assertThat(conversion.refusal(file.getValue()).reason())
                                .isEqualTo(NOT_IMAGE)));
    }

    @TestFactory
    Stream<DynamicTest> cutOffPictureIsRefused() {
        List<DynamicTest> tests = new ArrayList<>();
        Samples.oneOfEach(64, 48).forEach((name, whole) -> {
            for (int percent : new int[] {1, 10, 30, 50, 70, 90, 97}) {
                byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
                tests.add(DynamicTest.dynamicTest(
                        name + " cut at " + percent + " %",
                        () -> assertThat(conversion.refusal(cut).reason()).isEqualTo(NOT_IMAGE)));
            }
        });
        return tests.stream();
    }

    @Test
    void jpegThatIsCutAndClosedWithAnEndMarkerIsRefused() throws Exception {
        byte[] whole = Samples.written(Samples.quadrants(400, 300, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
        byte[] cut = Arrays.copyOf(whole, whole.length * 3 / 4);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;

        assertThat(conversion.refusal(cut).reason()).isEqualTo(NOT_IMAGE);
    }

    @Test
    void hugeSizeInAHeaderIsRefusedWithoutDecoding() throws Exception {
        byte[] png =
                new PngBytes().header(30_000, 30_000, 8, 2).data(new byte[1000]).end();
        conversion.refusal(png);

        long before = allocatedBytes();
        ImageException refusal = conversion.refusal(png);

        assertThat(allocatedBytes() - before).isLessThan(5_000_000);
        assertThat(refusal.reason()).isEqualTo(NOT_IMAGE);
        assertThat(refusal).hasMessageContaining("30000x30000").hasMessageContaining("100000000");
    }

    @TestFactory
    Stream<DynamicTest> pixelLimitHoldsForEveryFormat() {
        Conversion strict = new Conversion(directory, 64 * 48 - 1);
        Conversion exact = new Conversion(directory, 64 * 48);
        return Samples.oneOfEach(64, 48).entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    assertThat(strict.refusal(sample.getValue()).reason()).isEqualTo(NOT_IMAGE);
                    assertThat(exact.picture(sample.getValue()).getWidth()).isEqualTo(64);
                }));
    }

    @Test
    void pixelLimitHoldsForAPictureInsideAnIconThatClaimsToBeSmall() throws Exception {
        byte[] png =
                new PngBytes().header(30_000, 30_000, 8, 2).data(new byte[1000]).end();

        assertThat(conversion.refusal(Samples.ico(png, 16, 16))).hasMessageContaining("30000x30000");
    }

    @Test
    void pixelLimitHoldsForThePageOfAGif() throws Exception {
        byte[] gif = Samples.written(Samples.quadrants(8, 8, BufferedImage.TYPE_BYTE_INDEXED), "gif");
        Arrays.fill(gif, 6, 10, (byte) 0xff);

        assertThat(conversion.refusal(gif)).hasMessageContaining("65535x65535");
    }

    @Test
    void pixelLimitHoldsForThePageOfAnAnimatedWebp() throws Exception {
        byte[] still = Samples.written(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "webp", "Lossless");

        assertThat(conversion.refusal(WebpBytes.animation(20_000, 20_000, 8, 8, still)))
                .hasMessageContaining("20000x20000");
    }

    @Test
    void jpegInsideATiffMustNotBeBiggerThanThePicture() throws Exception {
        byte[] jpeg = Samples.written(Samples.quadrants(64, 48, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
        assertThat(conversion.picture(TiffBytes.jpeg(jpeg, 64, 48)).getWidth()).isEqualTo(64);
        ByteBuffer huge = ByteBuffer.wrap(jpeg);
        int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        huge.putShort(frame + 5, (short) 65_500).putShort(frame + 7, (short) 65_500);

        assertThat(conversion.refusal(TiffBytes.jpeg(jpeg, 64, 48))).hasMessageContaining("bigger than the picture");
    }

    @Test
    void pictureWrappedIntoABitmapIsRefused() throws Exception {
        byte[] bmp = Samples.written(Samples.quadrants(64, 48, BufferedImage.TYPE_3BYTE_BGR), "bmp");
        for (int compression : new int[] {4, 5}) {
            bmp[30] = (byte) compression;
            assertThat(conversion.refusal(bmp).reason()).isEqualTo(NOT_IMAGE);
        }
    }

    @Test
    void jpegWithHundredsOfScansIsRefused() throws Exception {
        byte[] jpeg = Samples.progressiveJpeg(Samples.quadrants(64, 48, BufferedImage.TYPE_3BYTE_BGR));
        String text = new String(jpeg, StandardCharsets.ISO_8859_1);
        int lastScan = text.lastIndexOf("\u00ff\u00da");
        byte[] scan = Arrays.copyOfRange(jpeg, lastScan, jpeg.length - 2);
        byte[] many = jpeg;
        for (int i = 0; i < 100; i++) {
            many = Samples.inserted(many, many.length - 2, scan);
        }

        assertThat(conversion.refusal(many)).hasMessageContaining("too many scans");
    }

    @Test
    void zeroSizesAreRefused() throws Exception {
        assertThat(conversion
                        .refusal(new PngBytes()
                                .header(0, 10, 8, 2)
                                .data(new byte[1])
                                .end())
                        .reason())
                .isEqualTo(NOT_IMAGE);
        assertThat(conversion
                        .refusal(new PngBytes()
                                .header(-5, 10, 8, 2)
                                .data(new byte[1])
                                .end())
                        .reason())
                .isEqualTo(NOT_IMAGE);
        assertThat(conversion.refusal(bytes("P6\n0 0\n255\n")).reason()).isEqualTo(NOT_IMAGE);
        assertThat(conversion.refusal(bytes("P6\n-1 -1\n255\nabc")).reason()).isEqualTo(NOT_IMAGE);
        byte[] bmp = Samples.written(Samples.quadrants(64, 48, BufferedImage.TYPE_3BYTE_BGR), "bmp");
        Arrays.fill(bmp, 18, 22, (byte) 0);
        assertThat(conversion.refusal(bmp).reason()).isEqualTo(NOT_IMAGE);
    }

    @Test
    void sideLongerThanWebpAllowsIsToldWithTheLimit() throws Exception {
        byte[] wide = Samples.pnm(4, 20_000, 100);

        ImageException refusal = conversion.refusal(wide);

        assertThat(refusal.reason()).isEqualTo(CONVERSION_FAILED);
        assertThat(refusal).hasMessageContaining("20000x100").hasMessageContaining("16383");
    }

    @Test
    void longestSideThatWebpAllowsIsConverted() throws Exception {
        assertThat(conversion.picture(Samples.pnm(4, 16_383, 2)).getWidth()).isEqualTo(16_383);
    }

    @Test
    void pictureThatCannotFitIntoTheHeapIsRefusedBeforeDecoding() throws Exception {
        ImageConverter small = new ImageConverter(new ImageConfig(100_000_000, 80, 4), 1 << 20);
        byte[] png = Samples.written(Samples.quadrants(500, 500, BufferedImage.TYPE_INT_RGB), "png");

        ImageException refusal = new Conversion(directory, small).refusal(png);

        assertThat(refusal.reason()).isEqualTo(CONVERSION_FAILED);
        assertThat(refusal).hasMessageContaining("MiB of memory");
    }

    @Test
    void outOfMemoryWhileDecodingIsNoVerdictAboutThePicture() {
        assertThatThrownBy(() -> Foreign.pixels(() -> {
                    throw new OutOfMemoryError("test");
                }))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(CONVERSION_FAILED));
    }

    @Test
    void anyErrorOfADecoderMeansThatThePictureIsDamaged() {
        for (Error error : List.of(new StackOverflowError(), new InternalError(), new AssertionError())) {
            assertThatThrownBy(() -> Foreign.pixels(() -> {
                        throw error;
                    }))
                    .isInstanceOfSatisfying(
                            ImageException.class, e -> assertThat(e.reason()).isEqualTo(NOT_IMAGE));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
