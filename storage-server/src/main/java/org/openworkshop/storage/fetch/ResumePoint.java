/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import org.jspecify.annotations.Nullable;

/**
 * What must be remembered of a fetch to go on with it after a crash. It may be older than the file: what the file has
 * beyond {@code bytes} is cut off.
 *
 * @param bytes size of the beginning of the target file that is known to be on disk
 * @param validator what proves that the origin still has the same file, as it goes into {@code If-Range}: a strong
 *     {@code ETag}, or a {@code Last-Modified} that counts as strong (RFC 9110 section 13.1.5)
 * @param total the size the origin stated, null when it stated none
 * @param fileName the origin's name for the file, see {@link FetchListener#started}; unsafe foreign text; null when there
 *     was none
 */
public record ResumePoint(
        long bytes,
        String validator,
        @Nullable Long total,
        @Nullable String fileName) {}
