/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One file in Manager's catalogue. Immutable.
 *
 * @param name what the user called it
 * @param area the storage area
 * @param path in the area
 * @param bytes size as stored
 * @param sourceBytes size as it came
 * @param unpackedBytes sum of the archive's entries, null for images
 * @param sha256 digest of what is stored, in hex
 * @param storedAt Unix time in seconds
 */
record StoredItem(
        String name,
        String area,
        String path,
        long bytes,
        long sourceBytes,
        @Nullable Long unpackedBytes,
        String sha256,
        long storedAt) {

    /** The permanent address at a storage server. */
    String url(URI storage) {
        return storage + "/download/" + area + "/" + path;
    }

    /**
     * The name to save it under, without the extension, which the storage server adds; reduced to the characters that it
     * takes.
     */
    String saveName() {
        int dot = name.lastIndexOf('.');
        String base = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9_-]+", "_");
        return base.isEmpty() ? "file" : base;
    }
}
