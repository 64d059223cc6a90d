/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.archivers.sevenz.SevenZMethod;
import org.apache.commons.compress.archivers.sevenz.SevenZMethodConfiguration;
import org.openworkshop.storage.archive.ArchiveException.Reason;

/**
 * Reads a .7z in archive order, where each solid block is decoded once. {@link #list} builds the decoders of every block
 * without decoding, so that a coder which only the native engine knows shows before anything was written.
 */
final class SevenZipReader implements ArchiveReader {
    private static final int WINDOWS_REPARSE_POINT = 0x400;
    private static final int UNIX_EXTENSION = 0x8000;
    private static final int START_HEADER_BYTES = 32;

    private final SourceChannel channel;
    private SevenZFile file;
    private boolean needsNative;

    private SevenZipReader(SourceChannel channel, SevenZFile file) {
        this.channel = channel;
        this.file = file;
    }

    /** @param offset where the archive begins, behind a self-extractor's program */
    static SevenZipReader open(SourceFile source, long offset) throws ArchiveException, IOException {
        SourceChannel channel = new SourceChannel(source, offset);
        return new SevenZipReader(channel, Decoding.guard("The archive", () -> parse(channel)));
    }

    /** Whether the archive consists of nothing but its start header, which the library takes for damage. */
    static boolean isEmpty(SourceFile source, long offset) throws IOException {
        if (source.size() - offset < START_HEADER_BYTES) {
            return false;
        }
        ByteBuffer start = source.bytes(offset, START_HEADER_BYTES);
        return Probe.isSevenZipHeader(start, 0) && start.getLong(12) == 0 && start.getLong(20) == 0;
    }

    private static SevenZFile parse(SourceChannel channel) throws ArchiveException, IOException {
        try {
            return SevenZFile.builder()
                    .setSeekableByteChannel(channel.position(0))
                    .setMaxMemoryLimitKiB(Decoding.memoryLimitKiB())
                    .get();
        } catch (MemoryLimitException e) {
            throw new ArchiveException(Reason.TOO_LARGE, "The archive's headers need more memory than is allowed", e);
        }
    }

    /** Whether {@link #list} met a coder, or a dictionary, that is beyond this reader. */
    boolean needsNative() {
        return needsNative;
    }

    @Override
    public Listing list() throws ArchiveException, IOException {
        long entries = 0;
        long bytes = 0;
        for (SevenZArchiveEntry entry : file.getEntries()) {
            entries++;
            long size = Math.max(0, entry.getSize());
            bytes = bytes > Long.MAX_VALUE - size ? Long.MAX_VALUE : bytes + size;
        }
        needsNative = needsNative || Decoding.guard("The archive", this::meetsUnknownCoder);
        return new Listing(entries, bytes);
    }

    /** Stops at the first block whose decoders cannot be built; whether that is damage is for the other reader to say. */
    private boolean meetsUnknownCoder() throws ArchiveException, IOException {
        while (true) {
            SevenZArchiveEntry entry;
            try {
                entry = file.getNextEntry();
            } catch (org.apache.commons.compress.PasswordRequiredException | SourceException e) {
                throw e;
            } catch (MemoryLimitException e) {
                if (e.getMemoryNeededInKb() > Decoding.MOST_KIB) {
                    throw e;
                }
                return true;
            } catch (IOException e) {
                return true;
            }
            if (entry == null) {
                return false;
            }
            if (isEncrypted(entry)) {
                throw new ArchiveException(
                        Reason.ENCRYPTED,
                        "Entry " + EntryName.quote(String.valueOf(entry.getName())) + " is encrypted");
            }
        }
    }

    private static boolean isEncrypted(SevenZArchiveEntry entry) {
        Iterable<? extends SevenZMethodConfiguration> methods = entry.getContentMethods();
        if (methods != null) {
            for (SevenZMethodConfiguration method : methods) {
                if (method.getMethod() == SevenZMethod.AES256SHA256) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        file.close();
        file = Decoding.guard("The archive", () -> parse(channelAgain()));
        channel.rewindProgress();
        byte[] buffer = new byte[64 * 1024];
        while (true) {
            SevenZArchiveEntry entry = Decoding.guard("The archive", file::getNextEntry);
            if (entry == null) {
                return;
            }
            EntryHeader header = header(entry);
            sink.begin(header);
            if (header.kind() == EntryHeader.Kind.FILE && entry.getSize() > 0) {
                String subject = "Entry " + EntryName.quote(header.name());
                InputStream data = new EntryData(file);
                for (int n; (n = Decoding.read(subject, data, buffer)) >= 0; ) {
                    sink.data(buffer, 0, n);
                }
            }
            sink.end();
        }
    }

    private SourceChannel channelAgain() {
        channel.reopen();
        return channel;
    }

    private static EntryHeader header(SevenZArchiveEntry entry) {
        Instant modified =
                entry.getHasLastModifiedDate() ? entry.getLastModifiedTime().toInstant() : null;
        String name = entry.getName() == null ? "" : entry.getName();
        return new EntryHeader(name, kind(entry), entry.isDirectory() ? 0 : entry.getSize(), modified, null)
                .withMode(mode(entry));
    }

    /** The upper half of the attributes when a Unix tool wrote them, else 0. */
    private static int mode(SevenZArchiveEntry entry) {
        int attributes = entry.getHasWindowsAttributes() ? entry.getWindowsAttributes() : 0;
        return (attributes & UNIX_EXTENSION) == 0 ? 0 : attributes >>> 16;
    }

    private static EntryHeader.Kind kind(SevenZArchiveEntry entry) {
        int attributes = entry.getHasWindowsAttributes() ? entry.getWindowsAttributes() : 0;
        EntryHeader.Kind unix = UnixMode.kind(mode(entry));
        if (unix == EntryHeader.Kind.SYMBOLIC_LINK || (attributes & WINDOWS_REPARSE_POINT) != 0) {
            return EntryHeader.Kind.SYMBOLIC_LINK;
        } else if (unix == EntryHeader.Kind.SPECIAL || entry.isAntiItem()) {
            return EntryHeader.Kind.SPECIAL;
        }
        return entry.isDirectory() ? EntryHeader.Kind.DIRECTORY : EntryHeader.Kind.FILE;
    }

    @Override
    public long position() {
        return channel.furthest();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The current entry as a stream. */
    private static final class EntryData extends InputStream {
        private final SevenZFile file;

        EntryData(SevenZFile file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            return file.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return file.read(target, offset, length);
        }
    }
}
