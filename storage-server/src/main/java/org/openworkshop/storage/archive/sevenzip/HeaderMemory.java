/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;

/** What is told of memory for headers before it is allocated, so that it can be refused. Called by the thread that opens. */
public interface HeaderMemory {
    /** Refuses nothing. */
    HeaderMemory UNBOUNDED = bytes -> {};

    /**
     * Takes memory for as long as the archive is in use.
     *
     * @param bytes how much more
     * @throws IOException ends the opening of the archive, which passes it on as it is
     */
    void take(long bytes) throws IOException;
}
