/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.archive.sevenzip.HeaderBounds;
import org.openworkshop.storage.archive.sevenzip.HeadersRefusedException;
import org.openworkshop.storage.archive.sevenzip.SevenZipArchive;
import org.openworkshop.storage.archive.sevenzip.SevenZipContent;
import org.openworkshop.storage.archive.sevenzip.SevenZipEntry;

/**
 * Reads a .7z in archive order, where each solid block is decoded once. {@link #list} looks at the coders of every block
 * without decoding, so that a coder which only the native engine knows shows before anything was written.
 */
final class SevenZipReader implements ArchiveReader {
    private static final int WINDOWS_REPARSE_POINT = 0x400;
    private static final int UNIX_EXTENSION = 0x8000;

    private final SourceChannel channel;
    private final SevenZipArchive archive;
    private final Limits limits;
    private @Nullable SevenZipContent content;
    private boolean needsNative;

    private SevenZipReader(SourceChannel channel, SevenZipArchive archive, Limits limits) {
        this.channel = channel;
        this.archive = archive;
        this.limits = limits;
    }

    /**
     * @param offset where the archive begins, behind a self-extractor's program
     * @param limits bound the headers, the number of entries and what decoders give to each other, and count the memory that
     *     is held for headers
     */
    static SevenZipReader open(SourceFile source, long offset, Limits limits) throws ArchiveException, IOException {
        SourceChannel channel = new SourceChannel(source, offset);
        return new SevenZipReader(
                channel, Decoding.guard(Decoding.Subject.ARCHIVE, () -> parse(channel, limits)), limits);
    }

    private static SevenZipArchive parse(SourceChannel channel, Limits limits) throws ArchiveException, IOException {
        try {
            return SevenZipArchive.open(
                    channel,
                    new HeaderBounds(
                            limits.maxDirectoryBytes(),
                            limits.maxEntries(),
                            Decoding.memoryLimitKiB(),
                            bytes -> hold(limits, bytes)));
        } catch (NoMemoryException e) {
            throw e.refusal;
        } catch (HeadersRefusedException e) {
            switch (e.reason()) {
                case ENCRYPTED -> throw new ArchiveException(Reason.ENCRYPTED, "The archive is encrypted", e);
                case TOO_MANY_BYTES -> limits.directory(e.amount());
                case TOO_MANY_ENTRIES -> limits.declared(new Listing(e.amount(), -1));
                case NEEDS_MEMORY -> {
                    // told below
                }
            }
            throw new ArchiveException(Reason.TOO_LARGE, "The archive's headers need more memory than is allowed", e);
        }
    }

    private static void hold(Limits limits, long bytes) throws NoMemoryException {
        try {
            limits.held(bytes);
        } catch (ArchiveException e) {
            throw new NoMemoryException(e);
        }
    }

    /** Carries a refusal through the code that parses headers. */
    private static final class NoMemoryException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient ArchiveException refusal;

        NoMemoryException(ArchiveException refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    /** Whether {@link #list} met a coder, or a dictionary, that is beyond this reader. */
    boolean needsNative() {
        return needsNative;
    }

    @Override
    public Listing list() throws ArchiveException, IOException {
        Optional<String> encrypted = Decoding.guard(Decoding.Subject.ARCHIVE, archive::findEncrypted);
        if (encrypted.isPresent()) {
            throw new ArchiveException(Reason.ENCRYPTED, "Entry " + EntryName.quote(encrypted.get()) + " is encrypted");
        }
        needsNative = Decoding.guard(Decoding.Subject.ARCHIVE, () -> !archive.isDecodable() || needsForeignMemory());
        return new Listing(archive.entries(), archive.unpackedBytes());
    }

    /** Whether it needs more memory than this process may give, but no more than another may. */
    private boolean needsForeignMemory() throws ArchiveException, IOException {
        long kib = archive.decoderKiB();
        if (kib > Decoding.MOST_KIB) {
            throw Decoding.unreadable("The archive needs more memory than is allowed");
        }
        return kib > Decoding.memoryLimitKiB();
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        // Else decoders could be kept busy with what never reaches an entry, where it would be counted.
        limits.declared(new Listing(-1, archive.decodedBytes()));
        limits.checkRatio(archive.decodedBytes());
        channel.rewindProgress();
        SevenZipContent entries = archive.content();
        content = entries;
        byte[] buffer = new byte[64 * 1024];
        while (true) {
            SevenZipEntry entry = Decoding.guard(Decoding.Subject.ARCHIVE, entries::nextEntry);
            if (entry == null) {
                return;
            }
            EntryHeader header = header(entry);
            sink.begin(header);
            if (header.kind() == EntryHeader.Kind.FILE) {
                Decoding.Subject subject = Decoding.Subject.entry(header.name());
                for (int n; (n = Decoding.read(subject, entries, buffer)) >= 0; ) {
                    sink.data(buffer, 0, n);
                }
            }
            sink.end();
        }
    }

    private static EntryHeader header(SevenZipEntry entry) {
        return new EntryHeader(entry.name(), kind(entry), entry.size(), entry.modified(), null).withMode(mode(entry));
    }

    /** The upper half of the attributes when a Unix tool wrote them, else 0. */
    private static int mode(SevenZipEntry entry) {
        return (entry.attributes() & UNIX_EXTENSION) == 0 ? 0 : entry.attributes() >>> 16;
    }

    private static EntryHeader.Kind kind(SevenZipEntry entry) {
        EntryHeader.Kind unix = UnixMode.kind(mode(entry));
        if (unix == EntryHeader.Kind.SYMBOLIC_LINK || (entry.attributes() & WINDOWS_REPARSE_POINT) != 0) {
            return EntryHeader.Kind.SYMBOLIC_LINK;
        } else if ((unix == EntryHeader.Kind.SPECIAL && !isPiped(entry)) || entry.anti()) {
            return EntryHeader.Kind.SPECIAL;
        }
        return entry.directory() ? EntryHeader.Kind.DIRECTORY : EntryHeader.Kind.FILE;
    }

    /** 7-Zip gives what it was fed through a pipe the mode of that pipe. */
    private static boolean isPiped(SevenZipEntry entry) {
        return UnixMode.isPipe(mode(entry)) && entry.size() > 0;
    }

    @Override
    public long position() {
        return channel.furthest();
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
    }
}
