/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that is given to the server, and what must become of it. */
record Sample(String fileName, byte[] bytes, Expected expected) {
    /** What kind of file it is. */
    enum Shape {
        /** A ZIP that is kept as it came. */
        ZIP_DEFLATED,
        /** A ZIP that has to be packed again. */
        ZIP_STORED,
        TAR,
        TAR_GZ,
        SEVEN_ZIP,
        /** No archive: becomes the only entry of a ZIP. */
        PLAIN,
        /** Becomes a WebP. */
        IMAGE,
        ZIP_ENCRYPTED,
        ZIP_DAMAGED,
        TAR_GZ_CUT,
        NOT_IMAGE;

        boolean isForImages() {
            return this == IMAGE || this == NOT_IMAGE;
        }
    }

    /**
     * The outcome of a job that nothing interrupts.
     *
     * @param reason why it fails, null when it succeeds
     * @param status what the uploading client is answered
     * @param bytes size of the source
     * @param entries SHA-256 of every file of the resulting ZIP, by name
     * @param unpackedBytes their sizes' sum
     * @param width of the resulting image
     * @param height of the resulting image
     */
    record Expected(
            Shape shape,
            @Nullable String reason,
            int status,
            long bytes,
            Map<String, String> entries,
            long unpackedBytes,
            int width,
            int height) {}
}
