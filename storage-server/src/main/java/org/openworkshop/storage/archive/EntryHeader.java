/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an archive says about one entry, before any rule was applied.
 *
 * @param name the entry's path as the archive spells it, decoded to text
 * @param size declared bytes, -1 when not known
 * @param modified modification time, null when the archive has none
 * @param linkTarget for links, the target as the archive spells it; otherwise null
 */
record EntryHeader(
        String name,
        Kind kind,
        long size,
        @Nullable Instant modified,
        @Nullable String linkTarget) {

    /** What an entry is. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        /** Another name for an earlier entry of the same archive. */
        HARD_LINK,
        /** A device, pipe or socket. */
        SPECIAL
    }
}
