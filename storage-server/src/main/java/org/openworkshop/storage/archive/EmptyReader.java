/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/** An archive without entries. */
final class EmptyReader implements ArchiveReader {
    @Override
    public Listing list() {
        return new Listing(0, 0);
    }

    @Override
    public void read(EntrySink sink) {
        // nothing to give
    }

    @Override
    public long position() {
        return -1;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
