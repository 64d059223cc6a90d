/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** The header of a Windows bitmap, where it may send the decoder elsewhere. */
final class BmpFile {
    private static final int HEADER_SIZE_AT = 14;
    private static final int COMPRESSION_AT = 30;
    private static final int JPEG_INSIDE = 4;
    private static final int PNG_INSIDE = 5;

    private BmpFile() {}

    /** Accepts bitmaps; a JPEG or PNG wrapped into one, which only printers use, would escape the size check. */
    static PictureSource locate(ImageInputStream in) throws IOException {
        in.seek(HEADER_SIZE_AT);
        int headerSize = in.readUnsignedByte();
        if (headerSize > 16) {
            in.seek(COMPRESSION_AT);
            int compression = in.readUnsignedByte();
            if (compression == JPEG_INSIDE || compression == PNG_INSIDE) {
                throw new MalformedImageException("Bitmap that wraps another format");
            }
        }
        return PictureSource.plain(Codec.BMP, in);
    }
}
