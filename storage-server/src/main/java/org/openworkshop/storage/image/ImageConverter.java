/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import com.twelvemonkeys.imageio.stream.BufferedRAFImageInputStreamSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import org.openworkshop.storage.config.ImageConfig;
import org.openworkshop.storage.image.ImageException.Reason;

/**
 * Converts uploaded pictures to WebP.
 *
 * <p>Reads JPEG (CMYK and YCCK too), PNG, GIF (first frame), BMP, WebP (first frame), TIFF (first page), ICO (largest
 * picture), TGA and PNM, told apart by content alone. The result is upright (EXIF and TIFF orientation are applied), in
 * sRGB, keeps alpha, and carries no metadata.
 *
 * <p>Thread-safe. Conversions block; together they use at most about half of the heap, and wait for each other beyond
 * that. Nothing of the decoders is loaded before the first call.
 */
public final class ImageConverter {
    private final long maxPixels;
    private final long maxBytes;
    private final WebpEncoder encoder;
    private final DecodeBudget budget;

    /** A converter with these limits and settings, using up to half of this JVM's largest heap. */
    public ImageConverter(ImageConfig config) {
        this(config, Runtime.getRuntime().maxMemory());
    }

    ImageConverter(ImageConfig config, long heapBytes) {
        this.maxPixels = config.maxPixels();
        this.maxBytes = heapBytes;
        this.encoder = new WebpEncoder(config.quality(), config.webpMethod());
        this.budget = new DecodeBudget(heapBytes / 2);
    }

    /**
     * Converts one picture. Blocks: about two seconds for 12 million pixels, plus the wait for memory.
     *
     * @param source any file; its name means nothing
     * @param target written anew; not there after a failure
     * @throws ImageException {@code NOT_IMAGE} when the file is none of the formats, is damaged or cut off, or has more
     *     pixels than allowed (told from the header, before decoding); {@code CONVERSION_FAILED} when WebP cannot hold
     *     it (16383 pixels a side), memory does not suffice, or the native encoder is not available
     * @throws IOException when the source cannot be opened, the target cannot be written, or the thread is interrupted
     *     while it waits for memory or reads (its interrupt status is kept)
     */
    public void toWebp(Path source, Path target) throws ImageException, IOException {
        Platform.prepare();
        byte[] webp;
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "r");
                ImageInputStream in = buffered(file)) {
            webp = convert(in);
        }
        write(webp, target);
    }

    /**
     * Encodes a single pixel, which proves that the native encoder can be loaded on this machine. The first call in a
     * JVM unpacks it into the directory of temporary files.
     *
     * @throws ImageException {@code CONVERSION_FAILED} when it cannot
     */
    public void checkEncoder() throws ImageException {
        Platform.prepare();
        encode(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    }

    /** The file is opened first, for this call answers every failure to open one with null. */
    private static ImageInputStream buffered(RandomAccessFile file) throws IOException {
        return Objects.requireNonNull(
                new BufferedRAFImageInputStreamSpi().createInputStreamInstance(file, false, null));
    }

    private byte[] convert(ImageInputStream in) throws ImageException, InterruptedIOException {
        try (Picture picture = Foreign.header(() -> Picture.open(in))) {
            long needed = checkedNeed(picture);
            try (DecodeBudget.Share share = budget.take(needed)) {
                BufferedImage pixels = Foreign.pixels(picture::read);
                // The decoder holds on to its pixels, which may be another copy.
                picture.close();
                return encode(pixels);
            }
        }
    }

    private long checkedNeed(Picture picture) throws ImageException, InterruptedIOException {
        if (!picture.hasSize()) {
            throw new ImageException(Reason.NOT_IMAGE, "The image has no size");
        }
        String size = picture.width() + "x" + picture.height();
        if (picture.pixels() > maxPixels) {
            throw new ImageException(
                    Reason.NOT_IMAGE, "The image has " + size + " pixels, more than the allowed " + maxPixels);
        }
        if (picture.width() > WebpEncoder.MAX_SIDE || picture.height() > WebpEncoder.MAX_SIDE) {
            throw new ImageException(
                    Reason.CONVERSION_FAILED,
                    "The image has " + size + " pixels, and WebP allows at most " + WebpEncoder.MAX_SIDE + " a side");
        }
        long needed = Foreign.header(picture::pixelBytes);
        if (needed > maxBytes) {
            throw new ImageException(
                    Reason.CONVERSION_FAILED,
                    "The image needs about " + (needed >> 20) + " MiB of memory, and the server has " + (maxBytes >> 20)
                            + " MiB");
        }
        return needed + picture.extraBytes();
    }

    private byte[] encode(BufferedImage pixels) throws ImageException {
        try {
            return encoder.encode(pixels);
        } catch (OutOfMemoryError e) {
            throw new ImageException(Reason.CONVERSION_FAILED, "Not enough memory to write the image as WebP", e);
        } catch (LinkageError e) {
            throw new ImageException(Reason.CONVERSION_FAILED, "The native WebP encoder cannot be loaded", e);
        } catch (IOException | RuntimeException e) {
            throw new ImageException(Reason.CONVERSION_FAILED, "The image cannot be written as WebP", e);
        }
    }

    private static void write(byte[] webp, Path target) throws IOException {
        try {
            Files.write(target, webp);
        } catch (IOException e) {
            deleteAfter(e, target);
            throw e;
        }
    }

    private static void deleteAfter(IOException failure, Path target) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Settings of the whole JVM, made when the first picture comes: loading the graphics classes takes a while. */
    private static final class Platform {
        static {
            // There is no screen, and spilling foreign bytes into temporary files would escape the limits on memory.
            System.setProperty("java.awt.headless", "true");
            ImageIO.setUseCache(false);
        }

        static void prepare() {
            // Loading this class is what does it.
        }
    }
}
