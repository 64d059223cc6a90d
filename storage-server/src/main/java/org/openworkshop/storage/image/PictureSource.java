/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.awt.color.ICC_Profile;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a picture lies and what its container says about it.
 *
 * @param codec decoder for the data
 * @param stream what the decoder reads; a view of the file, closed with it
 * @param index which picture of the stream
 * @param notes what the decoder itself does not apply
 */
record PictureSource(Codec codec, ImageInputStream stream, int index, Notes notes) {
    static PictureSource plain(Codec codec, ImageInputStream stream) {
        return new PictureSource(codec, stream, 0, Notes.NONE);
    }

    /** A decoder set to this picture; the caller disposes it. */
    ImageReader openReader() throws IOException {
        return codec.open(stream);
    }

    /**
     * What a container says beside the pixels.
     *
     * @param orientation how the stored pixels lie
     * @param profile colour profile that the decoder ignores, null when there is none
     * @param canvas page of the frame, null when the frame is the whole picture
     * @param extraBytes memory that decoding needs beyond the pixels
     */
    record Notes(
            Orientation orientation,
            @Nullable ICC_Profile profile,
            @Nullable Canvas canvas,
            long extraBytes) {
        static final Notes NONE = new Notes(Orientation.NORMAL, null, null, 0);

        Notes withOrientation(Orientation upright) {
            return new Notes(upright, profile, canvas, extraBytes);
        }
    }
}
