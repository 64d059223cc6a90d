/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Hears how far a fetch has come, and may end it. Called on the fetching thread, so it must return quickly.
 *
 * <p>An IOException from here ends the fetch as a failing disk does: it comes out of {@link UrlFetcher#fetch} as the same
 * object, and the target is deleted; but a {@link java.nio.channels.ClosedByInterruptException} is the interrupt that it
 * tells of.
 */
public interface FetchListener {
    /**
     * A body begins at zero, or what an earlier fetch left is gone on with; {@link #progress} follows then.
     *
     * @param total the size the origin states in bytes, null when it states none
     * @param fileName the name from {@code Content-Disposition} (RFC 6266, RFC 8187) or the URL's last segment; unsafe
     *     foreign text; null when there is none
     */
    default void started(@Nullable Long total, @Nullable String fileName) {}

    /** Bytes in the file so far, those of earlier fetches included; goes back only when the fetch restarts from zero. */
    default void progress(long bytes) {}

    /**
     * Bytes are about to be written: called before every write with its size, and at the start of each body whose total
     * is known with all that is missing.
     *
     * @param bytes more than 0
     * @throws IOException if there is no space for them
     */
    default void requireSpace(long bytes) throws IOException {}

    /**
     * The file's bytes so far were forced to disk: whoever remembers the point can go on from there after a crash.
     *
     * <p>Called with 0 bytes when a body begins, before any of it is written; then after a second or 32 MiB, whichever
     * comes first; and last when the fetch is interrupted.
     *
     * @param point how to go on, see {@link FetchRequest#resume}; null when this origin can't be resumed, so that
     *     what was remembered is worth nothing any more
     */
    default void checkpoint(@Nullable ResumePoint point) throws IOException {}
}
