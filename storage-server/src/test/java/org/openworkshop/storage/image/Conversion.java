/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.openworkshop.storage.config.ImageConfig;

/** One converter and a directory to convert in; results are decoded by libwebp. */
final class Conversion {
    private final ImageConverter converter;
    private final Path source;
    private final Path target;

    Conversion(Path directory) {
        this(directory, 100_000_000);
    }

    Conversion(Path directory, long maxPixels) {
        this(directory, new ImageConverter(new ImageConfig(maxPixels, 80, 4)));
    }

    Conversion(Path directory, ImageConverter converter) {
        this.converter = converter;
        this.source = directory.resolve("source.txt");
        this.target = directory.resolve("target.bin");
    }

    Path target() {
        return target;
    }

    BufferedImage picture(byte[] data) throws Exception {
        Files.write(source, data);
        converter.toWebp(source, target);
        return decoded(Files.readAllBytes(target));
    }

    ImageException refusal(byte[] data) throws IOException {
        Files.write(source, data);
        Files.deleteIfExists(target);
        Throwable thrown = catchThrowable(() -> converter.toWebp(source, target));
        assertThat(thrown).isInstanceOf(ImageException.class);
        assertThat(target).doesNotExist();
        return (ImageException) thrown;
    }

    static BufferedImage decoded(byte[] webp) throws IOException {
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(webp))) {
            reader.setInput(in);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /** Asserts the colours in the middle of the four quadrants, upper row first, as lossy compression leaves them. */
    static void assertQuadrants(BufferedImage picture, int... argb) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] xs = {width / 4, width * 3 / 4, width / 4, width * 3 / 4};
        int[] ys = {height / 4, height / 4, height * 3 / 4, height * 3 / 4};
        for (int i = 0; i < 4; i++) {
            assertColor(picture, xs[i], ys[i], argb[i], 20);
        }
    }

    static void assertColor(BufferedImage picture, int x, int y, int argb, int tolerance) {
        int actual = picture.getRGB(x, y);
        for (int shift = 0; shift < 32; shift += 8) {
            int difference = Math.abs((actual >> shift & 255) - (argb >> shift & 255));
            assertThat(difference)
                    .as("pixel %d,%d is %08x and should be about %08x", x, y, actual, argb)
                    .isLessThanOrEqualTo(tolerance);
        }
    }
}
