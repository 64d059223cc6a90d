/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;

/**
 * Takes an archive's entries as they are decoded: {@link #begin}, any number of {@link #data}, {@link #end}, and so on for
 * each entry. Only files have data. Implementations enforce names and limits, so a reader passes on what it finds.
 */
interface EntrySink {
    /** Starts an entry. */
    void begin(EntryHeader header) throws ArchiveException, IOException;

    /** Decoded bytes of the current entry; the array is the reader's and is reused after the call. */
    void data(byte[] bytes, int offset, int length) throws ArchiveException, IOException;

    /** Takes a whole file whose data is compressed already. Only for sinks that are given readers which do that. */
    default void copy(EntryHeader header, DeflatedData data) throws ArchiveException, IOException {
        throw new UnsupportedOperationException("This sink takes no compressed data");
    }

    /** Ends the current entry. The reader has verified its checksum, where the format has one, before this call. */
    void end() throws ArchiveException, IOException;
}
