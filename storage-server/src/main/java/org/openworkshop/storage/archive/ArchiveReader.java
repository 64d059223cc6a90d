/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;

/**
 * One open archive, read from start to end by one thread. Damage, encryption and unreadable formats are
 * {@link ArchiveException}s; an {@link IOException} means that the source file itself could not be read or that the sink
 * could not write.
 */
interface ArchiveReader extends Closeable {
    /**
     * What the archive's own directory says, without decoding data where the format allows that.
     *
     * @throws ArchiveException when an entry or the headers are encrypted, or the headers are damaged
     */
    Listing list() throws ArchiveException, IOException;

    /** Feeds every entry to the sink in archive order. May be called once, after {@link #list()}. */
    void read(EntrySink sink) throws ArchiveException, IOException;

    /** Source bytes consumed so far, -1 when not known. */
    long position();

    /**
     * An archive's declared content.
     *
     * @param entries number of entries, -1 when not known without decoding
     * @param unpackedBytes sum of the entries' sizes in bytes, -1 when not known without decoding
     */
    record Listing(long entries, long unpackedBytes) {}
}
