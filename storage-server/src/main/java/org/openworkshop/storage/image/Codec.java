/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.bmp.ICOImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.pnm.PNMImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tga.TGAImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Supplier;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * The decoders in use, each named outright: what else is on the class path, and in which order, does not decide who
 * reads a foreign file. Thread-safe; nothing is loaded before the first use.
 */
enum Codec {
    JPEG,
    PNG,
    GIF,
    WEBP,
    TIFF,
    BMP,
    ICO,
    PNM,
    TGA;

    /** A decoder that reads this stream; the caller disposes it. */
    ImageReader open(ImageInputStream stream) throws IOException {
        stream.seek(0);
        ImageReader reader = provider().createReaderInstance(null);
        // The TIFF reader has its orientation in the metadata; all others are spared parsing theirs.
        reader.setInput(stream, false, this != TIFF);
        return reader;
    }

    private ImageReaderSpi provider() {
        return switch (this) {
            case JPEG -> registered(JPEGImageReaderSpi.class, JPEGImageReaderSpi::new);
            case PNG -> platform("com.sun.imageio.plugins.png.PNGImageReaderSpi");
            case GIF -> platform("com.sun.imageio.plugins.gif.GIFImageReaderSpi");
            case WEBP -> new WebPImageReaderSpi();
            case TIFF -> new TIFFImageReaderSpi();
            case BMP -> new BMPImageReaderSpi();
            case ICO -> new ICOImageReaderSpi();
            case PNM -> new PNMImageReaderSpi();
            case TGA -> new TGAImageReaderSpi();
        };
    }

    /** The JPEG reader finds the platform's decoder, which it builds on, only while it is being registered. */
    private static ImageReaderSpi registered(
            Class<? extends ImageReaderSpi> type, Supplier<? extends ImageReaderSpi> creator) {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        ImageReaderSpi present = registry.getServiceProviderByClass(type);
        if (present != null) {
            return present;
        }
        ImageReaderSpi spi = creator.get();
        registry.registerServiceProvider(spi);
        return spi;
    }

    private static ImageReaderSpi platform(String className) {
        Iterator<ImageReaderSpi> providers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        candidate -> ((ImageReaderSpi) candidate)
                                .getClass()
                                .getName()
                                .equals(className),
                        false);
        if (!providers.hasNext()) {
            throw new IllegalStateException("This Java runtime has no image reader " + className);
        }
        return providers.next();
    }
}
