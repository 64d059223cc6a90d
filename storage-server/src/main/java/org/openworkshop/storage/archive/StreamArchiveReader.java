/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * Reads what has no directory: tar, ar, cpio, each as it is or in a compressed stream, and a compressed stream that holds a
 * single file.
 */
final class StreamArchiveReader implements ArchiveReader {
    /** All headers of one entry: long names, pax records, maps of sparse files. */
    private static final long HEADER_BYTES = 1024 * 1024;

    /**
     * What belongs to no file: padding behind the end of a tar, where this is more than any block size in use, and data of
     * folders and hard links. It is not counted as unpacked, and must not be decoded without end.
     */
    private static final long UNUSED_BYTES = 256L * 1024 * 1024;

    private final ArchiveFormat outer;
    private final InputStream decoded;
    private final String storedName;
    private final AtomicLong position;
    private final byte[] buffer = new byte[64 * 1024];
    private long unused;

    private StreamArchiveReader(ArchiveFormat outer, InputStream decoded, String storedName, AtomicLong position) {
        this.outer = outer;
        this.decoded = decoded;
        this.storedName = storedName;
        this.position = position;
    }

    /**
     * @param format what the file itself is
     * @param storedName the file's name, from which a single compressed file gets its own
     */
    static StreamArchiveReader open(SourceFile source, ArchiveFormat format, String storedName)
            throws ArchiveException, IOException {
        AtomicLong position = new AtomicLong();
        InputStream raw = source.stream(0, Long.MAX_VALUE, position);
        InputStream decoded = format.family() == ArchiveFormat.Family.COMPRESSED
                ? new CompressedInput(Decoding.guard(Decoding.Subject.STREAM, () -> StreamDecoders.open(format, raw)))
                : raw;
        return new StreamArchiveReader(format, new BufferedInputStream(decoded, 64 * 1024), storedName, position);
    }

    @Override
    public Listing list() {
        return new Listing(-1, -1);
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        ArchiveFormat format = outer;
        if (outer.family() == ArchiveFormat.Family.COMPRESSED) {
            format = Decoding.guard(Decoding.Subject.ARCHIVE, this::innerFormat);
        }
        if (format == ArchiveFormat.PLAIN) {
            readSingle(sink);
        } else {
            readEntries(format, sink);
        }
    }

    private ArchiveFormat innerFormat() throws IOException {
        decoded.mark(Magic.HEAD_BYTES);
        byte[] head = decoded.readNBytes(Magic.HEAD_BYTES);
        decoded.reset();
        return Probe.streamFormat(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN));
    }

    private void readSingle(EntrySink sink) throws ArchiveException, IOException {
        String name = outer.unpackedName(storedName);
        sink.begin(new EntryHeader(name, EntryHeader.Kind.FILE, -1, null, null));
        copy(name, decoded, sink);
        sink.end();
    }

    private void readEntries(ArchiveFormat format, EntrySink sink) throws ArchiveException, IOException {
        MeteredInput metered = new MeteredInput(decoded);
        metered.allow(HEADER_BYTES);
        EntryStream stream = Decoding.guard(Decoding.Subject.ARCHIVE, () -> open(format, metered));
        var unused = Closing.after(stream, entries -> {
            readEntries(entries, metered, sink);
            skip(Decoding.Subject.ARCHIVE, decoded);
            return true;
        });
    }

    private void readEntries(EntryStream entries, MeteredInput metered, EntrySink sink)
            throws ArchiveException, IOException {
        while (true) {
            metered.allow(HEADER_BYTES);
            Optional<EntryHeader> next = Decoding.guard(Decoding.Subject.ARCHIVE, entries::next);
            if (next.isEmpty()) {
                return;
            }
            EntryHeader header = next.get();
            metered.allow(Long.MAX_VALUE);
            sink.begin(header);
            if (header.kind() == EntryHeader.Kind.FILE) {
                copy(header.name(), entries.data(), sink);
            } else {
                skip(Decoding.Subject.entry(header.name()), entries.data());
            }
            sink.end();
        }
    }

    private static EntryStream open(ArchiveFormat format, InputStream in) throws IOException {
        return switch (format) {
            case TAR -> new TarStream(in);
            case AR -> new ArStream(in);
            case CPIO -> new CpioStream(in);
            default -> throw new IllegalArgumentException("No stream of entries: " + format);
        };
    }

    private void copy(String name, InputStream data, EntrySink sink) throws ArchiveException, IOException {
        Decoding.Subject subject = Decoding.Subject.entry(name);
        for (int n; (n = Decoding.read(subject, data, buffer)) >= 0; ) {
            sink.data(buffer, 0, n);
        }
    }

    /** Reads to the end without a use for the bytes: a compressed stream has its checksum there. */
    private void skip(Decoding.Subject subject, InputStream data) throws ArchiveException, IOException {
        for (int n; (n = Decoding.read(subject, data, buffer)) >= 0; ) {
            unused += n;
            if (unused > UNUSED_BYTES) {
                throw new ArchiveException(Reason.TOO_LARGE, "Too many bytes of the archive belong to no file");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new java.io.InterruptedIOException("Interrupted while packing");
            }
        }
    }

    @Override
    public long position() {
        return position.get();
    }

    @Override
    public void close() throws IOException {
        decoded.close();
    }
}
