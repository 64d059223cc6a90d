/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is to be ingested: a file to upload, or an address that the storage server fetches.
 *
 * @param file null when it is an address
 * @param url null when it is a file
 * @param image whether the file is to be stored as an image
 */
record IngestSource(@Nullable Path file, @Nullable URI url, boolean image) {
    /** Texts that begin with http:// or https:// are addresses, all others files. */
    static IngestSource of(String text, boolean image) {
        return text.matches("(?i)https?://.*")
                ? new IngestSource(null, URI.create(text), image)
                : new IngestSource(Path.of(text), null, image);
    }

    /** The file's own name; empty for an address, whose name the storage server finds. */
    String name() {
        Path last = file == null ? null : file.getFileName();
        return last == null ? "" : last.toString();
    }
}
