/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openworkshop.storage.image.Conversion.assertQuadrants;
import static org.openworkshop.storage.image.Samples.BLUE;
import static org.openworkshop.storage.image.Samples.GREEN;
import static org.openworkshop.storage.image.Samples.RED;
import static org.openworkshop.storage.image.Samples.WHITE;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ImageOrientationTest {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    /** Where TIFF 6.0 puts the stored quadrants red, green, blue, white for the values 1 to 8. */
    private static final List<int[]> UPRIGHT = List.of(
            new int[] {RED, GREEN, BLUE, WHITE},
            new int[] {GREEN, RED, WHITE, BLUE},
            new int[] {WHITE, BLUE, GREEN, RED},
            new int[] {BLUE, WHITE, RED, GREEN},
            new int[] {RED, BLUE, GREEN, WHITE},
            new int[] {BLUE, RED, WHITE, GREEN},
            new int[] {WHITE, GREEN, BLUE, RED},
            new int[] {GREEN, WHITE, RED, BLUE});

    @TempDir
    Path directory;

    private Conversion conversion;
    private BufferedImage stored;

    @BeforeEach
    void prepare() {
        conversion = new Conversion(directory);
        stored = Samples.quadrants(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    }

    @TestFactory
    Stream<DynamicTest> jpegStandsUpright() {
        byte[] jpeg = Samples.written(stored, "jpeg");
        return forEachValue(value -> Samples.withExif(jpeg, value));
    }

    @TestFactory
    Stream<DynamicTest> pngStandsUpright() {
        byte[] png = Samples.written(stored, "png");
        return forEachValue(value -> {
            byte[] around = new PngBytes().chunk("eXIf", Samples.exif(value)).end();
            return Samples.inserted(png, 33, Arrays.copyOfRange(around, 8, around.length - 12));
        });
    }

    @TestFactory
    Stream<DynamicTest> webpStandsUpright() {
        byte[] webp = Samples.written(stored, "webp", "Lossless");
        return forEachValue(value -> WebpBytes.with(webp, WIDTH, HEIGHT, 0x08, "EXIF", Samples.exif(value)));
    }

    @TestFactory
    Stream<DynamicTest> tiffStandsUpright() {
        return forEachValue(value -> TiffBytes.rgb(stored, value));
    }

    @Test
    void odderSizesLoseNoRowOrColumn() throws Exception {
        BufferedImage narrow = new BufferedImage(3, 17, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 3; x++) {
                narrow.setRGB(x, y, 0x808080);
            }
        }
        byte[] jpeg = Samples.written(narrow, "jpeg");
        for (int value = 1; value <= 8; value++) {
            BufferedImage picture = conversion.picture(Samples.withExif(jpeg, value));
            assertThat(picture.getWidth()).isEqualTo(value < 5 ? 3 : 17);
            assertThat(picture.getHeight()).isEqualTo(value < 5 ? 17 : 3);
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    Conversion.assertColor(picture, x, y, 0xff808080, 8);
                }
            }
        }
    }

    @Test
    void meaninglessOrientationIsIgnored() throws Exception {
        byte[] jpeg = Samples.written(stored, "jpeg");
        for (int value : new int[] {0, 9, 255, 65535}) {
            assertQuadrants(conversion.picture(Samples.withExif(jpeg, value)), UPRIGHT.get(0));
        }
    }

    @Test
    void damagedExifDoesNotHurtThePicture() throws Exception {
        byte[] jpeg = Samples.withExif(Samples.written(stored, "jpeg"), 6);
        for (int at = 12; at < 38; at++) {
            byte[] damaged = jpeg.clone();
            damaged[at] ^= (byte) 0xff;
            assertThat(conversion.picture(damaged).getWidth()).isIn(WIDTH, HEIGHT);
        }
    }

    private interface Sample {
        byte[] with(int orientation);
    }

    private Stream<DynamicTest> forEachValue(Sample sample) {
        return IntStream.rangeClosed(1, 8)
                .mapToObj(value -> DynamicTest.dynamicTest("orientation " + value, () -> {
                    BufferedImage picture = conversion.picture(sample.with(value));
                    assertThat(picture.getWidth()).isEqualTo(value < 5 ? WIDTH : HEIGHT);
                    assertThat(picture.getHeight()).isEqualTo(value < 5 ? HEIGHT : WIDTH);
                    assertQuadrants(picture, UPRIGHT.get(value - 1));
                }));
    }
}
