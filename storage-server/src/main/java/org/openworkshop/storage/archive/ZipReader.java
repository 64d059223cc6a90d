/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;

/** Feeds a ZIP's entries in the order of their data. */
final class ZipReader implements ArchiveReader {
    private final ZipLayout layout;
    private final ZipDecoder decoder;

    ZipReader(SourceFile source, ZipLayout layout) {
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
            sink.begin(located.entry().header());
            decoder.decode(located, sink::data);
            sink.end();
        }
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
        return decoder.position();
    }

    @Override
    public void close() throws IOException {
        decoder.close();
    }
}
