/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Compares what a reader gives with what a ZIP's directory says, by size and CRC-32 of each file. Names do not take part:
 * the two may decode them differently.
 */
final class ContentSums implements EntrySink {
    private final Map<Sum, Integer> owed = new HashMap<>();
    private final Limits limits;
    private final GuardedSink.Step progress;
    private final CRC32 crc = new CRC32();
    private String name = "";
    private long size;
    private boolean file;

    private record Sum(long size, long crc) {}

    /** @param progress happens after each piece of data */
    ContentSums(ZipDirectory directory, Limits limits, GuardedSink.Step progress) {
        this.limits = limits;
        this.progress = progress;
        for (ZipRecord entry : directory.records()) {
            if (!entry.isDirectory()) {
                owed.merge(new Sum(entry.size(), entry.crc()), 1, Integer::sum);
            }
        }
    }

    @Override
    public void begin(EntryHeader header) {
        name = header.name();
        file = header.kind() == EntryHeader.Kind.FILE;
        size = 0;
        crc.reset();
    }

    @Override
    public void data(byte[] bytes, int offset, int length) throws ArchiveException, IOException {
        size += length;
        limits.entryBytes(name, size);
        limits.bytes(length);
        crc.update(bytes, offset, length);
        progress.run();
    }

    @Override
    public void end() throws ArchiveException {
        if (file) {
            Integer left = owed.get(new Sum(size, crc.getValue()));
            if (left == null) {
                throw Decoding.unreadable("Entry " + EntryName.quote(name) + " does not match the ZIP's directory");
            } else if (left == 1) {
                owed.remove(new Sum(size, crc.getValue()));
            } else {
                owed.put(new Sum(size, crc.getValue()), left - 1);
            }
        }
    }

    /** Refuses when files of the directory were not seen. */
    void requireAll() throws ArchiveException {
        if (!owed.isEmpty()) {
            throw Decoding.unreadable("Entries of the ZIP's directory cannot be unpacked");
        }
    }
}
