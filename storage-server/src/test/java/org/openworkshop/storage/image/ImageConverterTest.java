/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openworkshop.storage.image.Conversion.assertQuadrants;
import static org.openworkshop.storage.image.Samples.BLUE;
import static org.openworkshop.storage.image.Samples.GREEN;
import static org.openworkshop.storage.image.Samples.RED;
import static org.openworkshop.storage.image.Samples.WHITE;

import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.ImageConfig;

class ImageConverterTest {
    private static final int BLACK = 0xff000000;

    @TempDir
    Path directory;

    private Conversion conversion;

    @BeforeEach
    void prepare() {
        conversion = new Conversion(directory);
    }

    @TestFactory
    Stream<DynamicTest> everyFormatIsConverted() {
        return Samples.oneOfEach(64, 48).entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    BufferedImage picture = conversion.picture(sample.getValue());
                    assertThat(picture.getWidth()).isEqualTo(64);
                    assertThat(picture.getHeight()).isEqualTo(48);
                    assertQuadrants(picture, expected(sample.getKey()));
                }));
    }

    private static int[] expected(String name) {
        return switch (name) {
            case "pnm-p1", "pnm-p2", "pnm-p4", "pnm-p5" -> new int[] {BLACK, WHITE, BLACK, WHITE};
            default -> new int[] {RED, GREEN, BLUE, WHITE};
        };
    }

    @Test
    void resultIsLossyWebpWithoutMetadata() throws Exception {
        byte[] jpeg = Samples.written(Samples.quadrants(64, 48, BufferedImage.TYPE_3BYTE_BGR), "jpeg");

        conversion.picture(Samples.withProfile(Samples.withExif(jpeg, 6), Samples.linearProfile()));

        String text = Files.readString(conversion.target(), StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("RIFF").doesNotContain("EXIF", "ICCP", "XMP ");
        assertThat(text.substring(8, 16)).isEqualTo("WEBPVP8 ");
    }

    @Test
    void longerFileInTheTargetsPlaceIsReplacedWhole() throws Exception {
        Files.write(conversion.target(), new byte[100_000]);

        conversion.picture(Samples.pnm(6, 64, 48));

        assertThat(Files.size(conversion.target())).isLessThan(10_000);
    }

    @Test
    void qualityDecidesAboutTheSize() throws Exception {
        BufferedImage noisy = Samples.quadrants(256, 256, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < 256; y++) {
            for (int x = 0; x < 256; x++) {
                noisy.setRGB(x, y, noisy.getRGB(x, y) ^ random.nextInt(0x3f3f3f));
            }
        }
        byte[] png = Samples.written(noisy, "png");
        Map<Integer, Long> sizes = new TreeMap<>();
        for (int quality : new int[] {0, 40, 80, 100}) {
            Conversion at = new Conversion(directory, new ImageConverter(new ImageConfig(1_000_000, quality, 4)));
            at.picture(png);
            sizes.put(quality, Files.size(at.target()));
        }
        assertThat(List.copyOf(sizes.values())).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void firstFrameOfAnAnimatedGifIsTaken() throws Exception {
        assertQuadrants(conversion.picture(Samples.animatedGif(64, 48)), RED, GREEN, BLUE, WHITE);
    }

    @Test
    void gifFrameIsPutInItsPlaceOnTheTransparentPage() throws Exception {
        byte[] gif = Samples.written(Samples.quadrants(32, 24, BufferedImage.TYPE_BYTE_INDEXED), "gif");
        gif[6] = 64;
        gif[8] = 48;
        int descriptor = indexOf(gif, (byte) 0x2c, 13 + 3 * 256);
        gif[descriptor + 1] = 32;
        gif[descriptor + 3] = 24;

        BufferedImage picture = conversion.picture(gif);

        assertThat(picture.getWidth()).isEqualTo(64);
        assertThat(picture.getRGB(16, 12) >>> 24).isZero();
        Conversion.assertColor(picture, 40, 30, RED, 40);
        Conversion.assertColor(picture, 56, 42, WHITE, 40);
    }

    @Test
    void firstFrameOfAnAnimatedWebpIsTaken() throws Exception {
        byte[] still = Samples.written(Samples.quadrants(32, 24, BufferedImage.TYPE_INT_RGB), "webp", "Lossless");
        byte[] other = Samples.written(new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB), "webp", "Lossless");

        BufferedImage picture = conversion.picture(WebpBytes.animation(64, 48, 32, 24, still, other));

        assertThat(picture.getWidth()).isEqualTo(64);
        assertThat(picture.getHeight()).isEqualTo(48);
        assertThat(picture.getRGB(16, 12) >>> 24).isZero();
        Conversion.assertColor(picture, 40, 30, RED, 40);
        Conversion.assertColor(picture, 56, 42, WHITE, 40);
    }

    @Test
    void largestPictureOfAnIconIsTaken() throws Exception {
        byte[] small = Samples.dib(new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB));
        byte[] large = Samples.dib(Samples.quadrants(48, 48, BufferedImage.TYPE_INT_ARGB));
        byte[] icon = Samples.littleEndian(38 + small.length * 2 + large.length)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 2)
                .put(Samples.icoEntry(16, 16, small.length, 38))
                .put(Samples.icoEntry(48, 48, large.length, 38 + small.length))
                .put(small)
                .put(large)
                .array();

        BufferedImage picture = conversion.picture(icon);

        assertThat(picture.getWidth()).isEqualTo(48);
        assertQuadrants(picture, RED, GREEN, BLUE, WHITE);
    }

    @Test
    void tgaWithRowsFromBelowStandsUpright() throws Exception {
        byte[] tga = Samples.tga(Samples.quadrants(64, 48, BufferedImage.TYPE_INT_ARGB), false);
        tga[17] = 0x08;

        assertQuadrants(conversion.picture(tga), BLUE, WHITE, RED, GREEN);
    }

    @Test
    void interlacedPngIsConverted() throws Exception {
        var writer = ImageIO.getImageWritersByFormatName("png").next();
        var param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        byte[] png = Samples.write(
                writer, new IIOImage(Samples.quadrants(64, 48, BufferedImage.TYPE_INT_RGB), null, null), param);

        assertQuadrants(conversion.picture(png), RED, GREEN, BLUE, WHITE);
    }

    @Test
    void onePixelIsAnImage() throws Exception {
        BufferedImage picture = conversion.picture(Samples.written(new BufferedImage(1, 1, 1), "png"));

        assertThat(picture.getWidth()).isEqualTo(1);
    }

    @Test
    void manyThreadsMayConvertAtOnce() throws Exception {
        ImageConverter converter = new ImageConverter(new ImageConfig(1_000_000, 80, 0));
        byte[] jpeg = Samples.withExif(Samples.written(Samples.quadrants(200, 100, 5), "jpeg"), 6);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            Callable<BufferedImage> task = () -> {
                Path own = Files.createTempDirectory(directory, "own");
                return new Conversion(own, converter).picture(jpeg);
            };
            for (Future<BufferedImage> result : pool.invokeAll(Collections.nCopies(32, task))) {
                assertQuadrants(result.get(), BLUE, RED, WHITE, GREEN);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void missingSourceIsAnIoErrorAndNoVerdict() {
        ImageConverter converter = new ImageConverter(new ImageConfig(1_000_000, 80, 4));

        assertThatThrownBy(() -> converter.toWebp(directory.resolve("nothing"), conversion.target()))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void unwritableTargetIsAnIoError() throws IOException {
        ImageConverter converter = new ImageConverter(new ImageConfig(1_000_000, 80, 4));
        Path source = Files.write(directory.resolve("picture"), Samples.pnm(6, 8, 8));

        assertThatThrownBy(() -> converter.toWebp(source, directory.resolve("no/such/folder")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void encoderCanBeCheckedWithoutAPicture() throws Exception {
        new ImageConverter(new ImageConfig(1_000_000, 80, 4)).checkEncoder();
    }

    private static int indexOf(byte[] data, byte value, int from) {
        int index = from;
        while (data[index] != value) {
            index++;
        }
        return index;
    }
}
