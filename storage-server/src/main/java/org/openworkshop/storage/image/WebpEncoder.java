/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Lossy WebP through libwebp. Thread-safe; blocks for about a second per ten million pixels. */
final class WebpEncoder {
    /** The format has 14 bits for each side (RFC 6386, section 9.1). */
    static final int MAX_SIDE = 16_383;

    private final int quality;
    private final int method;

    /**
     * An encoder with fixed settings.
     *
     * @param quality 0 to 100; alpha is kept without loss whatever it is
     * @param method libwebp's effort, 0 to 6
     */
    WebpEncoder(int quality, int method) {
        this.quality = quality;
        this.method = method;
    }

    /**
     * Encodes a picture.
     *
     * @param image one of the types INT_RGB, INT_ARGB, 3BYTE_BGR, 4BYTE_ABGR
     * @throws IOException when the encoder gives up
     */
    byte[] encode(BufferedImage image) throws IOException {
        ImageWriter writer = new WebPImageWriterSpi().createWriterInstance(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(new SharedPixels(image), null, null), settings());
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private WebPWriteParam settings() {
        WebPWriteParam param = new WebPWriteParam(Locale.ROOT);
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(CompressionType.Lossy);
        param.setCompressionQuality(quality / 100f);
        param.setMethod(method);
        return param;
    }

    /** The same pixels; the writer asks for a copy of them only to read it, which would double the memory. */
    private static final class SharedPixels extends BufferedImage {
        SharedPixels(BufferedImage image) {
            super(image.getColorModel(), image.getRaster(), image.isAlphaPremultiplied(), null);
        }

        @Override
        public Raster getData() {
            return getRaster();
        }
    }
}
