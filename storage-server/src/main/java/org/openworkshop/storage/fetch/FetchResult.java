/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import org.jspecify.annotations.Nullable;

/**
 * A file that was fetched whole.
 *
 * @param bytes its size on disk
 * @param sha256 digest of those bytes, lower-case hex
 * @param total the size the origin stated, null when it stated none; equals {@code bytes} otherwise
 * @param fileName the origin's name for it, see {@link FetchListener#started}; unsafe foreign text; null when there is
 *     none
 */
public record FetchResult(
        long bytes,
        String sha256,
        @Nullable Long total,
        @Nullable String fileName) {}
