/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import org.jspecify.annotations.Nullable;

/** Hears how far a fetch has come. Called on the fetching thread, so it must return quickly. */
public interface FetchListener {
    /**
     * The origin began to answer.
     *
     * @param total the size it states in bytes, null when it states none
     * @param fileName the name from {@code Content-Disposition} (RFC 6266, RFC 8187) or the URL's last segment; unsafe
     *     foreign text; null when there is none
     */
    default void started(@Nullable Long total, @Nullable String fileName) {}

    /** Bytes on disk so far; goes back only when the fetch restarts from zero. */
    default void progress(long bytes) {}
}
