/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.lzma.LzmaInputStream;
import org.openworkshop.storage.archive.lzma.XzInputStream;
import org.tukaani.xz.MemoryLimitException;

/** Unpacks a ZIP's entries and checks each against its declared size and checksum. Threads may share it. */
final class ZipDecoder implements Closeable {
    private static final Set<Integer> METHODS = Set.of(0, 1, 6, 8, 9, 12, 14, 20, 93, 95);
    /** Deflate64 and BZip2: their decoders stop at their end, byte by byte, and leave what follows. */
    private static final Set<Integer> STOPPING_METHODS = Set.of(9, 12);

    private static final int DEFLATED = 8;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SourceFile source;
    private final ZipLayout layout;
    private final AtomicLong position = new AtomicLong();
    /** Those that are not at work: as many as there were threads at once. */
    private final Queue<EntryInflater> inflaters = new ConcurrentLinkedQueue<>();

    private @Nullable ZipFile library;
    private @Nullable List<ZipArchiveEntry> libraryEntries;

    ZipDecoder(SourceFile source, ZipLayout layout) {
        this.source = source;
        this.layout = layout;
    }

    /** Takes decoded bytes. */
    interface Target {
        void data(byte[] bytes, int offset, int length) throws ArchiveException, IOException;
    }

    static boolean decodes(int method) {
        return METHODS.contains(method);
    }

    /** Packed bytes read so far, of all entries. */
    long position() {
        return position.get();
    }

    /**
     * Unpacks one entry whole.
     *
     * @return whether every packed byte was used; what a decoder leaves is hidden from everybody else too
     */
    boolean decode(ZipLayout.Located located, Target target) throws ArchiveException, IOException {
        ZipRecord entry = located.entry();
        Decoding.Subject subject = Decoding.Subject.entry(entry.name());
        if (entry.method() == DEFLATED) {
            return inflate(located, subject, target);
        }
        InputStream packed = packed(located);
        try (InputStream in = Decoding.guard(subject, () -> open(entry, packed))) {
            check(entry, subject, in, new byte[BUFFER_BYTES], target);
            return !STOPPING_METHODS.contains(entry.method()) || Decoding.guard(subject, packed::read) < 0;
        }
    }

    private boolean inflate(ZipLayout.Located located, Decoding.Subject subject, Target target)
            throws ArchiveException, IOException {
        @Nullable EntryInflater idle = inflaters.poll();
        EntryInflater inflater = idle == null ? new EntryInflater(source, position) : idle;
        try {
            InputStream in = inflater.open(located.dataAt(), located.dataEnd());
            check(located.entry(), subject, in, inflater.buffer(), target);
            return inflater.used() == located.entry().packed();
        } finally {
            inflaters.add(inflater);
        }
    }

    private static void check(ZipRecord entry, Decoding.Subject subject, InputStream in, byte[] buffer, Target target)
            throws ArchiveException, IOException {
        CRC32 crc = new CRC32();
        long size = 0;
        for (int n; (n = Decoding.read(subject, in, buffer)) >= 0; ) {
            size += n;
            if (size > entry.size()) {
                throw Decoding.unreadable(subject.title() + " is longer than the archive says");
            }
            crc.update(buffer, 0, n);
            target.data(buffer, 0, n);
        }
        if (size != entry.size() || crc.getValue() != entry.crc()) {
            throw Decoding.unreadable(subject.title() + " does not match its size and checksum");
        }
    }

    private InputStream packed(ZipLayout.Located located) {
        InputStream raw = source.stream(located.dataAt(), located.dataEnd(), position);
        return located.entry().method() == 0 ? raw : new BufferedInputStream(raw, BUFFER_BYTES);
    }

    private InputStream open(ZipRecord entry, InputStream in) throws IOException {
        return switch (entry.method()) {
            case 0 -> in;
            case 9 -> new Deflate64CompressorInputStream(in);
            case 12 -> new BZip2CompressorInputStream(in, false);
            case 14 -> lzma(in, entry);
            case 20, 93 -> StreamDecoders.zstd(in);
            case 95 -> new XzInputStream(in, Decoding.memoryLimitKiB());
            case 1, 6 -> legacy(entry);
            default -> throw new IOException("method " + entry.method() + " is not supported");
        };
    }

    /** APPNOTE 5.8.8: version, length of the properties, the properties, then the stream, with or without an end marker. */
    private static InputStream lzma(InputStream in, ZipRecord entry) throws IOException {
        byte[] head = in.readNBytes(9);
        if (head.length < 9 || head[2] != 5 || head[3] != 0) {
            throw new IOException("LZMA properties are missing");
        }
        int dictionary = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(5);
        int properties = head[4] & 0xFF;
        int needed = LzmaInputStream.memoryKiB(properties, dictionary);
        if (needed > Decoding.memoryLimitKiB()) {
            throw new MemoryLimitException(needed, Decoding.memoryLimitKiB());
        }
        return new LzmaInputStream(in, entry.size(), properties, dictionary);
    }

    /** Shrink and Implode, which nobody has written for thirty years, through the library's own ZIP reader. */
    private synchronized InputStream legacy(ZipRecord entry) throws IOException {
        if (library == null) {
            library = ZipFile.builder()
                    .setSeekableByteChannel(new SourceChannel(source, 0))
                    .get();
            libraryEntries = Collections.list(library.getEntries());
        }
        int index = layout.directory().records().indexOf(entry);
        List<ZipArchiveEntry> entries = libraryEntries;
        if (entries == null || entries.size() != layout.directory().records().size()) {
            throw new IOException("its directory is ambiguous");
        }
        return library.getInputStream(entries.get(index));
    }

    @Override
    public synchronized void close() throws IOException {
        for (EntryInflater inflater : inflaters) {
            inflater.close();
        }
        if (library != null) {
            library.close();
        }
    }
}
