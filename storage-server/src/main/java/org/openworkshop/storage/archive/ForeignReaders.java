/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The readers of formats that this room's own code does not decode. Each opens a file by itself, knows links, names and
 * limits nothing about, and reports damage and encryption like every {@link ArchiveReader}.
 *
 * @param rar reads RAR 1.5 to 5
 * @param nativeEngine reads what else there is, in a process of its own
 */
record ForeignReaders(Opener rar, Opener nativeEngine) {
    /** No such readers: their formats are unreadable. */
    static final ForeignReaders NONE = new ForeignReaders(ForeignReaders::missing, ForeignReaders::missing);

    /** Opens a file of a known format. */
    interface Opener {
        ArchiveReader open(Path source) throws ArchiveException, IOException;
    }

    private static ArchiveReader missing(Path source) throws ArchiveException {
        throw Decoding.unreadable("Nothing here reads this kind of archive");
    }
}
