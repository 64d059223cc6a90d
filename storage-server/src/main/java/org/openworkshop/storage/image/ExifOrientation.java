/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;

/** The orientation that an EXIF block asks for. */
final class ExifOrientation {
    /** A JPEG segment cannot hold more; a block that is longer elsewhere is not read. */
    static final int MAX_BYTES = 65_535;

    private ExifOrientation() {}

    /**
     * Reads the orientation of an EXIF block.
     *
     * @param tiff the block, beginning with its TIFF header
     * @return normal when the block says nothing or cannot be read: a picture is not refused for its metadata
     */
    static Orientation of(byte[] tiff) {
        Metadata metadata = new Metadata();
        new ExifReader().extract(new ByteArrayReader(tiff), metadata);
        ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        if (directory == null) {
            return Orientation.NORMAL;
        }
        Integer value = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null ? Orientation.NORMAL : Orientation.ofTag(value);
    }
}
