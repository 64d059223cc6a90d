/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** What is no archive, presented as one with a single entry. */
final class PlainFileReader implements ArchiveReader {
    private final SourceFile source;
    private final EntryHeader header;
    private final AtomicLong position = new AtomicLong();

    PlainFileReader(SourceFile source, String storedName, Instant modified) {
        this.source = source;
        this.header = new EntryHeader(storedName, EntryHeader.Kind.FILE, source.size(), modified, null);
    }

    @Override
    public Listing list() {
        return new Listing(1, source.size());
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        InputStream in = source.stream(0, source.size(), position);
        byte[] buffer = new byte[64 * 1024];
        sink.begin(header);
        for (int n; (n = in.read(buffer)) >= 0; ) {
            sink.data(buffer, 0, n);
        }
        sink.end();
    }

    @Override
    public long position() {
        return position.get();
    }

    @Override
    public void close() {
        // the source belongs to whoever opened it
    }
}
