/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Turns entries into a ZIP file: cuts them into blocks, has these compressed on other threads, and writes what comes back.
 * Files that do not shrink are stored. Expects what {@link GuardedSink} lets through. Not whole before {@link #finish}. One
 * thread.
 */
final class ZipWriter implements EntrySink, Closeable {
    private final ZipOutput output;
    private final Limits limits;
    private final DeflatePipeline pipeline;
    private final CRC32 crc = new CRC32();
    /** By name, which is held only once. */
    private final Map<ZipEntryRecord, ZipEntryRecord> files = new HashMap<>();

    private DeflateBlock block;
    private @Nullable ZipEntryRecord current;
    private DeflateBlock.@Nullable Piece piece;
    private long size;

    /** @param limits counts what hard links add */
    ZipWriter(ZipOutput output, Limits limits, CompressionLevel level, DeflateThreads threads) {
        this.output = output;
        this.limits = limits;
        this.pipeline = new DeflatePipeline(threads, level, this::write);
        this.block = pipeline.block();
    }

    @Override
    public void begin(EntryHeader header) throws ArchiveException, IOException {
        ZipEntryRecord entry = new ZipEntryRecord(header);
        current = entry;
        piece = null;
        String target = header.linkTarget();
        if (target != null) {
            copy(header, entry, target);
            return;
        }
        if (header.kind() != EntryHeader.Kind.DIRECTORY) {
            files.put(entry, entry);
            // Room for the ZIP64 field in the local header, should it be needed.
            entry.size = Math.max(0, header.size());
        }
        size = 0;
        crc.reset();
    }

    /** A hard link becomes a copy of the compressed bytes that are in the ZIP already. */
    private void copy(EntryHeader header, ZipEntryRecord entry, String target) throws ArchiveException, IOException {
        ZipEntryRecord earlier =
                files.get(new ZipEntryRecord(new EntryHeader(target, EntryHeader.Kind.FILE, -1, null, null)));
        if (earlier == null) {
            throw Decoding.unreadable("Entry " + EntryName.quote(header.name()) + " is a hard link to "
                    + EntryName.quote(target) + ", which is no earlier file of the archive");
        }
        writeAll();
        limits.bytes(earlier.size);
        files.put(entry, entry);
        // It is the same file, also where the archive states its mode only once.
        entry.executable = earlier.executable;
        entry.method = earlier.method;
        entry.crc = earlier.crc;
        entry.size = earlier.size;
        entry.packed = earlier.packed;
        output.add(entry, zip -> zip.copy(earlier));
        current = null;
    }

    @Override
    public void data(byte[] bytes, int offset, int length) throws IOException {
        ZipEntryRecord entry = current;
        if (entry == null) {
            throw new IllegalStateException("Data outside of a file");
        }
        if (length == 0) {
            return;
        }
        crc.update(bytes, offset, length);
        size += length;
        DeflateBlock.Piece part = piece == null ? block.begin(entry) : piece;
        for (int done = 0; done < length; ) {
            if (block.room() == 0) {
                part = makeRoom(part);
            }
            int count = Math.min(block.room(), length - done);
            block.append(part, bytes, offset + done, count);
            done += count;
        }
        piece = part;
    }

    /** The next block, where the piece that is being filled goes on; moved there whole when it shared its block. */
    private DeflateBlock.Piece makeRoom(DeflateBlock.Piece part) throws IOException {
        DeflateBlock full = block;
        DeflateBlock next = pipeline.block();
        DeflateBlock.Piece going = DeflateBlock.beginsBlock(part) ? next.goOn(full, part) : next.moveFrom(full, part);
        block = next;
        pipeline.submit(full);
        return going;
    }

    @Override
    public void end() throws IOException {
        ZipEntryRecord entry = current;
        if (entry == null) {
            return;
        }
        current = null;
        entry.size = size;
        entry.crc = crc.getValue();
        if (piece != null) {
            piece.end();
        } else {
            // Nothing to compress: but it has its place in the order.
            block.begin(entry).end();
        }
        if (block.isFull()) {
            submit();
        }
    }

    @Override
    public void copy(EntryHeader header, DeflatedData data) throws IOException {
        ZipEntryRecord entry = new ZipEntryRecord(header);
        files.put(entry, entry);
        entry.method = ZipEntryRecord.DEFLATE;
        entry.crc = data.crc();
        entry.size = data.size();
        entry.packed = data.packed();
        block.begin(entry).copy(data);
        if (block.isFull()) {
            submit();
        }
    }

    private void submit() throws IOException {
        DeflateBlock full = block;
        block = pipeline.block();
        pipeline.submit(full);
    }

    private void writeAll() throws IOException {
        if (!block.isEmpty()) {
            submit();
        }
        pipeline.drain();
    }

    private void write(DeflateBlock done) throws IOException {
        for (DeflateBlock.Piece part : done.pieces()) {
            ZipEntryRecord entry = part.entry();
            DeflatedData copied = part.copied();
            if (copied != null) {
                output.add(entry, zip -> zip.copy(copied.source().channel(), copied.at(), copied.packed()));
                continue;
            }
            int method = part.isRaw() ? ZipEntryRecord.STORE : ZipEntryRecord.DEFLATE;
            if (part.isFirst()) {
                entry.method = method;
            }
            if (part.isFirst() && part.isLast()) {
                entry.packed = done.packedLength(part);
                output.add(entry, zip -> write(done, part, zip));
                continue;
            }
            if (part.isFirst()) {
                output.begin(entry);
            } else if (entry.method != method && !part.isRaw() && output.canWrap(entry)) {
                output.wrapStored(entry);
                entry.method = method;
            }
            write(done, part, output);
            if (part.isLast()) {
                output.end(entry);
            }
        }
    }

    private static void write(DeflateBlock done, DeflateBlock.Piece part, ZipOutput zip) throws IOException {
        if (part.entry().method == ZipEntryRecord.STORE) {
            zip.write(done.rawBytes(part));
        } else if (!part.isRaw()) {
            zip.write(done.packedBytes(part));
        } else {
            zip.writeStored(done.rawBytes(part), part.isLast());
        }
    }

    /** Writes the ZIP's directory. */
    void finish() throws IOException {
        writeAll();
        output.finish();
    }

    @Override
    public void close() throws IOException {
        pipeline.close();
        output.close();
    }
}
