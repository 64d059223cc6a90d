/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** An archive whose entries come one after the other, with their data between them. */
interface EntryStream extends Closeable {
    /** The next entry, empty when the archive has ended as it should. The entry before has been read to its end. */
    Optional<EntryHeader> next() throws ArchiveException, IOException;

    /** The data of the current entry. */
    InputStream data();
}
