/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;

/**
 * Packed streams, the folders that they unpack to, and the contents in these.
 *
 * <pre>
 *   06 {@link PackStreams} (optional)
 *   07 {@link Folders} (optional)
 *   08 {@link SubStreams} (optional)
 *   00
 * </pre>
 */
record StreamsInfo(PackStreams packed, Folders folders, SubStreams contents) {
    static StreamsInfo none() {
        return new StreamsInfo(PackStreams.none(), Folders.none(), SubStreams.oneEach(Folders.none()));
    }

    static StreamsInfo read(HeaderBytes in, long archiveBytes, HeaderBounds bounds) throws IOException {
        PackStreams packed = PackStreams.none();
        Folders folders = Folders.none();
        int id = in.id();
        if (id == PackStreams.ID) {
            packed = PackStreams.read(in, archiveBytes, bounds);
            id = in.id();
        }
        if (id == Folders.ID) {
            folders = Folders.read(in, packed, bounds);
            id = in.id();
        }
        SubStreams contents;
        if (id == SubStreams.ID) {
            contents = SubStreams.read(in, folders, bounds.mostEntries());
            id = in.id();
        } else {
            SubStreams.hold(in, folders.count(), folders.count());
            contents = SubStreams.oneEach(folders);
        }
        if (id != 0) {
            throw HeaderBytes.damaged("end of streams expected");
        }
        return new StreamsInfo(packed, folders, contents);
    }
}
