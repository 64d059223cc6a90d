/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * Heap for the names and directory records of all archives that are open at once, in bytes: each archive has a bound of its
 * own, and all of them together must fit too. Who asks for more than is left is refused as {@link Reason#BUSY}, so nobody ever
 * waits; only the archive that was opened first of those that are open is given all it asks for, so one of them always gets to
 * its end, and an archive that is alone is held by its own bound only. An archive that is still arriving is never the first: its
 * sender could hold that place for as long as it likes. Thread-safe.
 */
final class NameBudget {
    /** A quarter: blocks, buffers and decoders' dictionaries need the rest. */
    private static final int SHARE_OF_HEAP = 4;

    /** What an entry costs beside its name: its record, its places in a map and in a tree, the headers of their arrays. */
    private static final int ENTRY_BYTES = 300;

    /** A name is held as the text of the tree and as the bytes of the record. */
    private static final int COPIES_OF_NAME = 2;

    private final long most;
    private final Map<Share, Long> open = new HashMap<>();

    /** Those that may be the first, in the order they were opened. */
    private final Set<Share> order = new LinkedHashSet<>();

    private long held;

    /** @param most bytes of all archives together, but for the one that was opened first */
    NameBudget(long most) {
        this.most = most;
    }

    /** A share of this machine's heap. */
    static NameBudget ofHeap() {
        return new NameBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** What one archive holds, until it is closed. */
    final class Share implements Closeable {
        private Share() {}

        /** Takes what an entry with a name of so many bytes needs. */
        void entry(long nameBytes) throws ArchiveException {
            take(this, ENTRY_BYTES + COPIES_OF_NAME * nameBytes);
        }

        /** Takes bytes that are held as they are. */
        void bytes(long count) throws ArchiveException {
            take(this, count);
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /** For an archive that is there as a whole. Holds nothing yet. */
    synchronized Share open() {
        Share share = openEarly();
        order.add(share);
        return share;
    }

    /** For an archive that is still arriving: never the first, and held by the common bound even when it is alone. */
    synchronized Share openEarly() {
        Share share = new Share();
        open.put(share, 0L);
        return share;
    }

    private synchronized void take(Share share, long bytes) throws ArchiveException {
        Long before = open.get(share);
        if (before == null) {
            throw new IllegalStateException("The archive is closed");
        }
        boolean first = !order.isEmpty() && order.iterator().next() == share;
        if (!first && held + bytes > most) {
            throw new ArchiveException(
                    Reason.BUSY,
                    "The names of all archives that are packed now need more than " + most
                            + " bytes of memory: the archive can be packed when others are done");
        }
        open.put(share, before + bytes);
        held += bytes;
    }

    private synchronized void release(Share share) {
        order.remove(share);
        Long bytes = open.remove(share);
        held -= bytes == null ? 0 : bytes;
    }
}
