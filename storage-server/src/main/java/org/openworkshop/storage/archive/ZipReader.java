/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;

/** Feeds a ZIP's entries in the order of their data, those that are to be copied without decoding them. */
final class ZipReader implements ArchiveReader {
    private final SourceFile source;
    private final ZipLayout layout;
    private final ZipCopies copies;
    private final ZipDecoder decoder;
    private long copied;

    ZipReader(SourceFile source, ZipLayout layout, ZipCopies copies) {
        this.source = source;
        this.copies = copies;
        this.layout = layout;
        this.decoder = new ZipDecoder(source, layout);
    }

    @Override
    public Listing list() {
        ZipDirectory directory = layout.directory();
        return new Listing(directory.records().size(), directory.unpackedBytes());
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        for (ZipLayout.Located located : layout.entries()) {
            if (copies.contains(located)) {
                copy(located, sink);
                continue;
            }
            sink.begin(located.entry().header());
            decoder.decode(located, sink::data);
            sink.end();
        }
    }

    private void copy(ZipLayout.Located located, EntrySink sink) throws ArchiveException, IOException {
        ZipRecord entry = located.entry();
        copied += entry.packed();
        sink.copy(
                entry.header(), new DeflatedData(source, located.dataAt(), entry.packed(), entry.size(), entry.crc()));
    }

    /** Whether all of a ZIP's methods are ones that this reader knows. */
    static boolean reads(ZipLayout layout) {
        for (ZipLayout.Located located : layout.entries()) {
            if (!ZipDecoder.decodes(located.entry().method())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long position() {
        return decoder.position() + copied;
    }

    @Override
    public void close() throws IOException {
        decoder.close();
    }
}
