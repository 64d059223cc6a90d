/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Turns entries into a ZIP file with Deflate, or with Store at level 0. Expects what {@link GuardedSink} lets through.
 * Not whole before {@link #finish}.
 */
final class ZipWriter implements EntrySink, Closeable {
    /** Deflate can make data a little bigger, so entries that come near 32 bits get room for more. */
    private static final long LARGE_FROM = 0xF000_0000L;

    private final ZipOutput output;
    private final Limits limits;
    private final int level;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] packed = new byte[64 * 1024];
    private final Map<String, ZipOutput.Written> files = new HashMap<>();
    private ZipOutput.@Nullable Written current;
    private long size;
    private boolean copied;

    /**
     * @param limits counts what hard links add
     * @param level 0 to 9
     */
    ZipWriter(ZipOutput output, Limits limits, int level) {
        this.output = output;
        this.limits = limits;
        this.level = level;
        this.deflater = new Deflater(level, true);
    }

    @Override
    public void begin(EntryHeader header) throws ArchiveException, IOException {
        String target = header.linkTarget();
        if (target != null) {
            copy(header, target);
            return;
        }
        boolean folder = header.kind() == EntryHeader.Kind.DIRECTORY;
        boolean store = folder || level == 0 || header.size() == 0;
        boolean large = !folder && (header.size() < 0 || header.size() >= LARGE_FROM);
        ZipOutput.Written entry = new ZipOutput.Written(header, store ? ZipOutput.STORE : ZipOutput.DEFLATE, large);
        if (!folder) {
            files.put(header.name(), entry);
        }
        output.begin(entry);
        current = entry;
        copied = false;
        size = 0;
        crc.reset();
        deflater.reset();
    }

    /** A hard link becomes a copy of the compressed bytes that are in the ZIP already. */
    private void copy(EntryHeader header, String target) throws ArchiveException, IOException {
        ZipOutput.Written earlier = files.get(target);
        if (earlier == null) {
            throw Decoding.unreadable("Entry " + EntryName.quote(header.name()) + " is a hard link to "
                    + EntryName.quote(target) + ", which is no earlier file of the archive");
        }
        limits.bytes(earlier.size());
        ZipOutput.Written entry = new ZipOutput.Written(header, earlier.method(), earlier.isLarge());
        files.put(header.name(), entry);
        output.begin(entry);
        output.copyData(earlier);
        output.end(entry, output.crc(earlier), earlier.size());
        copied = true;
    }

    @Override
    public void data(byte[] bytes, int offset, int length) throws IOException {
        ZipOutput.Written entry = current;
        if (entry == null || copied) {
            throw new IllegalStateException("Data outside of a file");
        }
        size += length;
        crc.update(bytes, offset, length);
        if (entry.method() == ZipOutput.STORE) {
            output.write(bytes, offset, length);
        } else {
            deflater.setInput(bytes, offset, length);
            while (!deflater.needsInput()) {
                output.write(packed, 0, deflater.deflate(packed));
            }
        }
    }

    @Override
    public void end() throws IOException {
        ZipOutput.Written entry = current;
        current = null;
        if (copied) {
            copied = false;
            return;
        }
        if (entry == null) {
            throw new IllegalStateException("No entry to end");
        }
        if (entry.method() == ZipOutput.DEFLATE) {
            deflater.finish();
            while (!deflater.finished()) {
                output.write(packed, 0, deflater.deflate(packed));
            }
        }
        output.end(entry, crc.getValue(), size);
    }

    /** Writes the ZIP's directory. */
    void finish() throws IOException {
        output.finish();
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        output.close();
    }
}
