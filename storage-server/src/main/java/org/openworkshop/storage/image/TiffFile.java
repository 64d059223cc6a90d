/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageMetadata;
import java.io.IOException;
import java.lang.reflect.Array;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** The tags of a TIFF file's first picture that bear on its conversion (TIFF 6.0; JPEG: Technical Note 2). */
final class TiffFile {
    private static final int COMPRESSION = 259;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    private static final int TILE_OFFSETS = 324;
    private static final int OLD_JPEG = 6;
    private static final int JPEG = 7;
    private static final long ALWAYS_ALLOWED_PIXELS = 4L << 20;

    private final TIFFImageMetadata metadata;

    private TiffFile(TIFFImageMetadata metadata) {
        this.metadata = metadata;
    }

    /**
     * Reads the orientation, and checks that JPEG data inside is no bigger than the picture it is part of: the size
     * check on the picture would be worth nothing otherwise.
     *
     * @param reader set to the file; stays open
     * @param pixels width times height of the picture
     */
    static Orientation check(ImageReader reader, ImageInputStream in, long pixels) throws IOException {
        if (!(reader.getImageMetadata(0) instanceof TIFFImageMetadata metadata)) {
            throw new MalformedImageException("TIFF without readable tags");
        }
        TiffFile file = new TiffFile(metadata);
        long compression = file.number(COMPRESSION, 1);
        if (compression == OLD_JPEG) {
            throw new MalformedImageException("TIFF with JPEG data of the kind that was withdrawn in 1995");
        }
        if (compression == JPEG) {
            file.checkJpegParts(in, pixels);
        }
        return Orientation.ofTag((int) file.number(ORIENTATION, 1));
    }

    private void checkJpegParts(ImageInputStream in, long pixels) throws IOException {
        Object offsets = value(TILE_OFFSETS);
        if (offsets == null) {
            offsets = value(STRIP_OFFSETS);
        }
        if (offsets == null) {
            throw new MalformedImageException("TIFF without picture data");
        }
        long sum = 0;
        int count = offsets.getClass().isArray() ? Array.getLength(offsets) : 1;
        for (int i = 0; i < count; i++) {
            Object offset = offsets.getClass().isArray() ? Array.get(offsets, i) : offsets;
            in.seek(((Number) offset).longValue());
            sum += JpegFile.pixelsOfFrame(in);
            if (sum > 4 * pixels + ALWAYS_ALLOWED_PIXELS) {
                throw new MalformedImageException("TIFF with JPEG data that is bigger than the picture");
            }
        }
    }

    private long number(int tag, long absent) {
        Object value = value(tag);
        return value instanceof Number number ? number.longValue() : absent;
    }

    private @Nullable Object value(int tag) {
        Entry entry = metadata.getTIFFField(tag);
        return entry == null ? null : entry.getValue();
    }
}
