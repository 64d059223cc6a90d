/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a job, as its watchers hear it.
 *
 * @param bytes bytes received so far
 * @param total bytes expected, null when not known
 * @param percent 0 to 100 while extracting and repacking, otherwise null
 * @param message why it failed, only with {@link Type#ERROR}
 * @param detail what exactly was wrong, one line; only while the job has failed, and null where that is not known
 * @param queue the job's place while it waits for its turn, otherwise null
 * @param etaSeconds how long the present stage, or the wait, will still take, null where that cannot be told
 */
public record JobEvent(
        Type type,
        long bytes,
        @Nullable Long total,
        Stage stage,
        @Nullable Integer percent,
        @Nullable String message,
        @Nullable String detail,
        @Nullable Place queue,
        @Nullable Long etaSeconds) {

    /**
     * A place in line.
     *
     * @param position 1 is next
     * @param length how many wait in the same line
     */
    public record Place(int position, int length) {}

    /** What kind of event. */
    public enum Type {
        /** More of the same stage; a slow watcher may miss some. */
        PROGRESS,
        /** A new stage began. */
        STAGE,
        /** The result is ready; nothing follows. */
        COMPLETE,
        /** The job failed; nothing follows. */
        ERROR
    }
}
