/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.image.BufferedImage;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture whose header has been read and whose pixels have not. Not thread-safe. Closing it, once or more, frees the
 * decoder; the stream stays the caller's.
 */
final class Picture implements AutoCloseable {
    private final PictureSource source;
    private final ImageReader reader;
    private final PictureSource.Notes notes;
    private final int frameWidth;
    private final int frameHeight;
    private @Nullable String fault;
    private boolean closed;

    private Picture(PictureSource source, ImageReader reader) throws IOException {
        this.source = source;
        this.reader = reader;
        this.frameWidth = reader.getWidth(source.index());
        this.frameHeight = reader.getHeight(source.index());
        PictureSource.Notes found = source.notes();
        this.notes = source.codec() == Codec.TIFF
                ? found.withOrientation(TiffFile.check(reader, source.stream(), (long) frameWidth * frameHeight))
                : found;
    }

    /** Opens the picture of a file, whose format is told by its content. */
    static Picture open(ImageInputStream in) throws IOException {
        ImageFormat format = ImageFormat.probe(Head.of(in));
        if (format == null) {
            throw new MalformedImageException("Not an image of a known format");
        }
        PictureSource source = locate(format, in);
        ImageReader reader = source.openReader();
        try {
            return new Picture(source, reader);
        } catch (IOException | RuntimeException | Error e) {
            reader.dispose();
            throw e;
        }
    }

    private static PictureSource locate(ImageFormat format, ImageInputStream in) throws IOException {
        return switch (format) {
            case JPEG -> JpegFile.locate(in);
            case PNG -> PngFile.locate(in);
            case GIF -> GifFile.locate(in);
            case WEBP -> WebpFile.locate(in);
            case BMP -> BmpFile.locate(in);
            case ICO -> IcoFile.locate(in);
            case TIFF -> PictureSource.plain(Codec.TIFF, in);
            case PNM -> PictureSource.plain(Codec.PNM, in);
            case TGA -> PictureSource.plain(Codec.TGA, in);
        };
    }

    /** Width of the upright page in pixels. */
    int width() {
        return notes.orientation().uprightWidth(pageWidth(), pageHeight());
    }

    /** Height of the upright page in pixels. */
    int height() {
        return notes.orientation().uprightHeight(pageWidth(), pageHeight());
    }

    /** Pixels of the page or of the frame, whichever are more. */
    long pixels() {
        return Math.max((long) pageWidth() * pageHeight(), (long) frameWidth * frameHeight);
    }

    /** False when the header gives a width or height below one. */
    boolean hasSize() {
        return frameWidth > 0 && frameHeight > 0;
    }

    /** Heap for the decoded pixels, their upright copy, and the encoder's copy, of which two exist at a time. */
    long pixelBytes() throws IOException {
        return (long) frameWidth * frameHeight * bytesPerPixel() + 4 * pixels();
    }

    /** Memory beside that, on the heap or not. */
    long extraBytes() {
        return notes.extraBytes();
    }

    /**
     * Decodes the pixels.
     *
     * @return sRGB, upright, on its page
     * @throws MalformedImageException when the data ends early
     */
    BufferedImage read() throws IOException {
        reader.addIIOReadWarningListener((from, warning) -> noteFault(warning));
        BufferedImage decoded = reader.read(source.index());
        String found = fault;
        if (found != null) {
            throw new MalformedImageException(found);
        }
        if (decoded.getWidth() != frameWidth || decoded.getHeight() != frameHeight) {
            throw new MalformedImageException("Header and picture disagree about the size");
        }
        return SrgbImage.of(decoded, notes);
    }

    /** The JPEG decoder reports missing data as a warning and hands out grey in its place. */
    private void noteFault(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        if (text.contains("premature end") || text.contains("truncated") || text.contains("missing eoi")) {
            fault = warning;
        }
    }

    private int bytesPerPixel() throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(source.index());
        if (!types.hasNext()) {
            throw new MalformedImageException("Picture of an unknown pixel type");
        }
        SampleModel model = types.next().getSampleModel();
        long bits = 0;
        for (int band = 0; band < model.getNumBands(); band++) {
            bits += model.getSampleSize(band);
        }
        return (int) Math.max(1, (bits + 7) / 8);
    }

    private int pageWidth() {
        Canvas canvas = notes.canvas();
        return canvas == null ? frameWidth : canvas.width();
    }

    private int pageHeight() {
        Canvas canvas = notes.canvas();
        return canvas == null ? frameHeight : canvas.height();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            reader.dispose();
        }
    }
}
