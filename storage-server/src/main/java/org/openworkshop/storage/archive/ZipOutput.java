/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A ZIP file being written: headers, bytes that were compressed elsewhere, and the directory at the end. Entries come in any
 * order and end up in the order of their names: when they did not come like that, the compressed bytes are copied once more
 * into a second file that takes the place of the first. Local headers are completed in place, so there are no data
 * descriptors. One thread.
 */
final class ZipOutput implements Closeable {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long COPY_BYTES = 8L * 1024 * 1024;
    /** Most bytes in a stored block (RFC 1951, 3.2.4), and the bytes before them. */
    private static final int STORED_BYTES = 65_535;

    private static final int STORED_HEADER = 5;

    /** Most data that is copied once more for the sake of what comes behind it. */
    private static final long MOST_WRAPPED = 512L * 1024 * 1024;

    private static final int WRAPPED_AT_ONCE = 128;

    private final Path file;
    private final ZipHeaders headers;
    private final Gate gate;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<ZipEntryRecord> entries = new ArrayList<>();
    private boolean inOrder = true;
    private boolean headersFit = true;
    private long flushed;

    /** Asked before bytes are written. */
    interface Gate {
        /** Throws when they may not be written; the file is not whole then. */
        void writing(long bytes) throws IOException;
    }

    /** Writes an entry's data. */
    interface Content {
        void writeTo(ZipOutput output) throws IOException;
    }

    /** @param gate asked before each write of up to 8 MiB */
    ZipOutput(Path file, ZipHeaders headers, Gate gate) throws IOException {
        this.file = file;
        this.headers = headers;
        this.gate = gate;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
    }

    /** Adds an entry of which all is known but its place. */
    void add(ZipEntryRecord entry, Content content) throws IOException {
        begin(entry);
        content.writeTo(this);
        if (position() - entry.dataAt != entry.packed) {
            throw new IllegalStateException("Entry has not the size it was announced with");
        }
        accept(entry);
    }

    /** Starts an entry; its data follows. */
    void begin(ZipEntryRecord entry) throws IOException {
        entry.headerAt = position();
        write(headers.local(entry));
        entry.dataAt = position();
    }

    /** Ends an entry: its header gets what is known now. */
    void end(ZipEntryRecord entry) throws IOException {
        entry.packed = position() - entry.dataAt;
        ByteBuffer header = headers.local(entry);
        if (header.remaining() == entry.dataAt - entry.headerAt) {
            patch(entry.headerAt, header);
        } else {
            headersFit = false;
        }
        accept(entry);
    }

    private void accept(ZipEntryRecord entry) {
        inOrder &= entries.isEmpty() || ZipEntryRecord.ORDER.compare(entries.get(entries.size() - 1), entry) < 0;
        entries.add(entry);
    }

    /** Adds data as stored blocks of a Deflate stream, which is at a byte's edge. */
    void writeStored(ByteBuffer bytes, boolean last) throws IOException {
        int length = bytes.remaining();
        for (int done = 0; done < length; done += STORED_BYTES) {
            int size = Math.min(STORED_BYTES, length - done);
            write(storedHeader(size, last && done + size == length));
            write(bytes.slice(done, size));
        }
    }

    /** Whether the data of the current entry, which was not compressed so far, is little enough to be wrapped. */
    boolean canWrap(ZipEntryRecord entry) {
        return position() - entry.dataAt <= MOST_WRAPPED;
    }

    /** Turns the data of the current entry, which was not compressed so far, into stored blocks of a Deflate stream. */
    void wrapStored(ZipEntryRecord entry) throws IOException {
        flush();
        long length = flushed - entry.dataAt;
        long blocks = (length + STORED_BYTES - 1) / STORED_BYTES;
        ByteBuffer block = ByteBuffer.allocate(STORED_HEADER + STORED_BYTES);
        // From the end, so that nothing is overwritten before it was read.
        for (long i = blocks - 1; i >= 0; i--) {
            if (i % WRAPPED_AT_ONCE == 0) {
                gate.writing(WRAPPED_AT_ONCE * STORED_HEADER);
            }
            int size = (int) Math.min(STORED_BYTES, length - i * STORED_BYTES);
            block.clear().put(storedHeader(size, false)).limit(STORED_HEADER + size);
            readFully(channel, entry.dataAt + i * STORED_BYTES, block);
            writeFully(entry.dataAt + i * (STORED_HEADER + STORED_BYTES), block.flip());
        }
        flushed = entry.dataAt + length + blocks * STORED_HEADER;
    }

    private static ByteBuffer storedHeader(int size, boolean last) {
        return ByteBuffer.allocate(STORED_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) (last ? 1 : 0))
                .putShort((short) size)
                .putShort((short) ~size)
                .flip();
    }

    /** Adds data of an entry written before. */
    void copy(ZipEntryRecord earlier) throws IOException {
        flush();
        copy(channel, earlier.dataAt, earlier.packed);
    }

    /** Adds data that lies in a file; large pieces do not pass through this process. */
    void copy(FileChannel from, long at, long length) throws IOException {
        long done = 0;
        if (length > BUFFER_BYTES / 4) {
            flush();
            while (done < length) {
                long piece = Math.min(COPY_BYTES, length - done);
                gate.writing(piece);
                long copied = from.transferTo(at + done, piece, channel.position(flushed));
                if (copied <= 0) {
                    throw shorter();
                }
                flushed += copied;
                done += copied;
            }
            return;
        }
        if (buffer.remaining() < length) {
            flush();
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + (int) length);
        readFully(from, at, buffer);
        buffer.limit(limit);
    }

    /** Puts the entries in order and writes the directory; the file is whole afterwards. */
    void finish() throws IOException {
        if (inOrder && headersFit) {
            writeDirectory();
        } else {
            flush();
            copyInOrder(file.resolveSibling(file.getFileName() + ".ordered"));
        }
    }

    private void copyInOrder(Path ordered) throws IOException {
        boolean done = false;
        try (ZipOutput output = new ZipOutput(ordered, headers, gate)) {
            entries.sort(ZipEntryRecord.ORDER);
            for (ZipEntryRecord entry : entries) {
                long from = entry.dataAt;
                output.add(entry, target -> target.copy(channel, from, entry.packed));
            }
            output.writeDirectory();
            Files.move(ordered, file, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(ordered);
            }
        }
    }

    private void writeDirectory() throws IOException {
        long start = position();
        for (ZipEntryRecord entry : entries) {
            write(headers.central(entry));
        }
        write(headers.end(entries.size(), start, position() - start));
        flush();
    }

    private long position() {
        return flushed + buffer.position();
    }

    /** Adds data as it is. */
    void write(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        while (bytes.position() < end) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            bytes.limit(Math.min(end, bytes.position() + buffer.remaining()));
            buffer.put(bytes);
        }
    }

    private void patch(long at, ByteBuffer bytes) throws IOException {
        if (at >= flushed) {
            buffer.put((int) (at - flushed), bytes, 0, bytes.remaining());
            return;
        }
        flush();
        writeFully(at, bytes);
    }

    private void flush() throws IOException {
        buffer.flip();
        gate.writing(buffer.remaining());
        int length = buffer.remaining();
        writeFully(flushed, buffer);
        flushed += length;
        buffer.clear();
    }

    private void writeFully(long at, ByteBuffer bytes) throws IOException {
        for (long to = at; bytes.hasRemaining(); ) {
            to += channel.write(bytes, to);
        }
    }

    private static void readFully(FileChannel from, long at, ByteBuffer target) throws IOException {
        for (long position = at; target.hasRemaining(); ) {
            int n = from.read(target, position);
            if (n < 0) {
                throw shorter();
            }
            position += n;
        }
    }

    private static IOException shorter() {
        return new IOException("A file that is copied into the ZIP is shorter than it should be");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
