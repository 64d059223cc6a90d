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
 * @param wallClock whether {@code modified} came without a time zone and was read as if it were UTC
 * @param executable whether it is a file that its owner may execute, as far as the archive has such modes
 */
record EntryHeader(
        String name,
        Kind kind,
        long size,
        @Nullable Instant modified,
        @Nullable String linkTarget,
        boolean wallClock,
        boolean executable) {

    /** An entry whose modification time is a point in time, and of which no mode is known. */
    EntryHeader(String name, Kind kind, long size, @Nullable Instant modified, @Nullable String linkTarget) {
        this(name, kind, size, modified, linkTarget, false, false);
    }

    /** The same entry with the mode that a Unix tool gave it; 0 when there is none. */
    EntryHeader withMode(int mode) {
        boolean executes = kind == Kind.FILE && (mode & UnixMode.OWNER_EXECUTES) != 0;
        return new EntryHeader(name, kind, size, modified, linkTarget, wallClock, executes);
    }

    /** The same entry under another name, and with another target when it is a link. */
    EntryHeader named(String newName, @Nullable String newTarget) {
        return new EntryHeader(newName, kind, size, modified, newTarget, wallClock, executable);
    }

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
