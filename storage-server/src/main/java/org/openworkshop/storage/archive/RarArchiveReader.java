/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.github.junrar.ArchiveOptions;
import com.github.junrar.RarFormat;
import com.github.junrar.exception.RarException;
import com.github.junrar.exception.UnsupportedDictionarySizeException;
import com.github.junrar.exception.UnsupportedRarEncryptedException;
import com.github.junrar.exception.WrongPasswordException;
import com.github.junrar.rarfile.FileHeader;
import com.github.junrar.rarfile.HostSystem;
import com.github.junrar.rarfile.rar5.Rar5RedirType;
import com.github.junrar.rarfile.rar5.Rar5Redirection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads RAR 1.5 to 7 archives of one volume, behind a self-extracting stub too. Everything is decoded on the calling thread;
 * an interrupt ends it at the next chunk with an {@link java.io.InterruptedIOException}. Checksums are verified by the
 * library, and a missing end is an error as far as the format lets one see it.
 */
final class RarArchiveReader implements ArchiveReader {
    /** Largest dictionary an archive may ask for, in bytes; the library allocates it as data fills it. */
    static final long MAX_DICTIONARY = 256L << 20;

    private static final int DEFAULT_MAX_ENTRIES = 100_000;
    private static final long DEFAULT_MAX_HEADER_BYTES = 64L << 20;
    private static final int MAX_LINK_TARGET = 64 << 10;
    private static final int UNIX_TYPE_MASK = 0xf000;
    private static final int UNIX_LINK = 0xa000;
    private static final int UNIX_FILE = 0x8000;
    private static final int UNIX_DIRECTORY = 0x4000;

    private final RarSource source;
    private final RarArchive archive;

    private RarArchiveReader(RarSource source, RarArchive archive) {
        this.source = source;
        this.archive = archive;
    }

    /** Opens with room for the usual number of entries, see {@link #open(Path, int, long)}. */
    static RarArchiveReader open(Path file) throws ArchiveException, IOException {
        return open(file, DEFAULT_MAX_ENTRIES, DEFAULT_MAX_HEADER_BYTES);
    }

    /**
     * Reads all headers.
     *
     * @param maxEntries most entries; the headers of more are not kept in memory, and the reason is {@code TOO_LARGE}
     * @param maxHeaderBytes most bytes of all headers, with what is searched for a stub's end; more is {@code TOO_LARGE} too
     * @throws ArchiveException when anything is encrypted, damaged or cut off, or when other volumes are needed
     */
    static RarArchiveReader open(Path file, int maxEntries, long maxHeaderBytes) throws ArchiveException, IOException {
        // Files bring blocks of other kinds along: access lists, streams, recovery records.
        int maxBlocks = (int) Math.min(Integer.MAX_VALUE, 4L * maxEntries + 1_000);
        RarSource source = new RarSource(file, maxBlocks, maxHeaderBytes);
        boolean opened = false;
        try {
            RarArchive archive = parse(source);
            source.headersAreRead();
            RarArchiveReader reader = new RarArchiveReader(source, archive);
            reader.checkHeaders();
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                source.close();
            }
        }
    }

    private static RarArchive parse(RarSource source) throws ArchiveException, IOException {
        RarArchive archive;
        try {
            archive = new RarArchive(
                    source,
                    ArchiveOptions.builder().maxDictionarySize(MAX_DICTIONARY).build());
        } catch (WrongPasswordException | UnsupportedRarEncryptedException e) {
            source.rethrowFailure();
            throw encrypted(e);
        } catch (RarException | IOException | RuntimeException | VirtualMachineError e) {
            source.rethrowFailure();
            throw unreadable("The RAR archive's headers are damaged", e);
        }
        source.rethrowFailure();
        if (source.tooManyHeaders()) {
            throw new ArchiveException(ArchiveException.Reason.TOO_LARGE, "The RAR archive has too many headers");
        }
        return archive;
    }

    private void checkHeaders() throws ArchiveException, IOException {
        try {
            if (archive.isPasswordProtected()
                    || archive.entries().stream().anyMatch(RarArchiveReader::encryptedEntry)) {
                throw encrypted(null);
            }
        } catch (RarException e) {
            throw unreadable("The RAR archive has no main header", e);
        }
        if (archive.hasBrokenHeader()) {
            throw unreadable("A header of the RAR archive does not match its checksum", null);
        }
        if (archive.needsOtherVolumes()) {
            throw unreadable("The RAR archive is one of several volumes and the others are missing", null);
        }
        // End blocks came with RAR 3; every RAR 5 archive has one.
        boolean wholeWithoutEnd = archive.getFormat() != RarFormat.RAR50 && source.endsAfterWholeBlock();
        if (!archive.hasEndBlock() && !wholeWithoutEnd) {
            throw unreadable("The RAR archive is cut off or damaged between its entries", null);
        }
        for (FileHeader header : archive.entries()) {
            if (header.getRar5WinSize() > MAX_DICTIONARY && header.getUnpMethod() != 0) {
                throw tooBigDictionary(null);
            }
        }
    }

    @Override
    public Listing list() {
        long bytes = 0;
        for (FileHeader header : archive.entries()) {
            EntryHeader.Kind kind = kindOf(header);
            if (kind != EntryHeader.Kind.FILE && kind != EntryHeader.Kind.HARD_LINK) {
                continue;
            }
            long size = sizeOf(header);
            if (size < 0) {
                return new Listing(archive.entries().size(), -1);
            }
            bytes = bytes > Long.MAX_VALUE - size ? Long.MAX_VALUE : bytes + size;
        }
        return new Listing(archive.entries().size(), bytes);
    }

    @Override
    public void read(EntrySink sink) throws ArchiveException, IOException {
        for (FileHeader header : archive.entries()) {
            EntryHeader.Kind kind = kindOf(header);
            if (kind == EntryHeader.Kind.SYMBOLIC_LINK && header.getRedirection() == null) {
                sink.begin(headerOf(header, kind, storedTarget(header)));
            } else {
                sink.begin(headerOf(header, kind, redirectedTarget(header)));
                if (kind == EntryHeader.Kind.FILE && RarArchive.hasData(header)) {
                    extract(header, sink);
                }
            }
            sink.end();
        }
    }

    @Override
    public long position() {
        return source.position();
    }

    @Override
    public void close() throws IOException {
        try {
            archive.close();
        } finally {
            source.close();
        }
    }

    private void extract(FileHeader header, EntrySink sink) throws ArchiveException, IOException {
        RarEntryOutput output = new RarEntryOutput(sink);
        try {
            archive.extractFile(header, output);
        } catch (UnsupportedDictionarySizeException e) {
            throw tooBigDictionary(e);
        } catch (RarException | RuntimeException | VirtualMachineError e) {
            output.rethrow();
            source.rethrowFailure();
            throw unreadable("Entry " + EntryName.quote(nameOf(header)) + " is damaged", e);
        }
        output.rethrow();
        long size = sizeOf(header);
        if (size >= 0 && output.count() != size) {
            throw unreadable("Entry " + EntryName.quote(nameOf(header)) + " is not as long as the archive says", null);
        }
    }

    /** RAR 4 keeps a symbolic link's target as the entry's data. */
    private @Nullable String storedTarget(FileHeader header) throws ArchiveException, IOException {
        if (!RarArchive.hasData(header)) {
            return "";
        }
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        extract(header, new RarLinkTarget(target, MAX_LINK_TARGET));
        return target.toString(StandardCharsets.UTF_8);
    }

    private static @Nullable String redirectedTarget(FileHeader header) {
        Rar5Redirection redirection = header.getRedirection();
        String target = redirection == null ? null : redirection.getTarget();
        return target == null ? null : slashes(target);
    }

    private EntryHeader headerOf(FileHeader header, EntryHeader.Kind kind, @Nullable String target) {
        FileTime modified = header.getLastModifiedTime();
        Instant instant = modified == null ? null : modified.toInstant();
        // Before RAR 5 times have no zone, and the library takes them for this machine's.
        boolean wallClock = archive.getFormat() != RarFormat.RAR50;
        if (instant != null && wallClock) {
            instant = LocalDateTime.ofInstant(instant, ZoneId.systemDefault()).toInstant(ZoneOffset.UTC);
        }
        int mode = header.getHostOS() == HostSystem.unix ? header.getFileAttr() : 0;
        return new EntryHeader(nameOf(header), kind, sizeOf(header), instant, target, wallClock, false).withMode(mode);
    }

    private static EntryHeader.Kind kindOf(FileHeader header) {
        Rar5Redirection redirection = header.getRedirection();
        if (redirection != null) {
            return kindOf(redirection.getType());
        }
        if (header.isDirectory()) {
            return EntryHeader.Kind.DIRECTORY;
        }
        if (header.getHostOS() != HostSystem.unix) {
            return EntryHeader.Kind.FILE;
        }
        return switch (header.getFileAttr() & UNIX_TYPE_MASK) {
            case 0, UNIX_FILE, UNIX_DIRECTORY -> EntryHeader.Kind.FILE;
            case UNIX_LINK -> EntryHeader.Kind.SYMBOLIC_LINK;
            default -> EntryHeader.Kind.SPECIAL;
        };
    }

    private static EntryHeader.Kind kindOf(@Nullable Rar5RedirType type) {
        if (type == null) {
            return EntryHeader.Kind.SPECIAL;
        }
        return switch (type) {
            case UNIX_SYMLINK, WIN_SYMLINK, JUNCTION -> EntryHeader.Kind.SYMBOLIC_LINK;
            case HARDLINK, FILE_COPY -> EntryHeader.Kind.HARD_LINK;
            case NONE -> EntryHeader.Kind.SPECIAL;
        };
    }

    private static boolean encryptedEntry(FileHeader header) {
        return header.isEncrypted() || header.getSalt16() != null;
    }

    private static long sizeOf(FileHeader header) {
        long size = header.getFullUnpackSize();
        return header.isUnpSizeUnknown() || size < 0 ? -1 : size;
    }

    private static String nameOf(FileHeader header) {
        return slashes(header.getFileName());
    }

    /** RAR 4 separates with backslashes, RAR 5 with slashes. */
    private static String slashes(String path) {
        return path.replace('\\', '/');
    }

    private static ArchiveException encrypted(@Nullable Exception cause) {
        String message = "The RAR archive is encrypted";
        return cause == null
                ? new ArchiveException(ArchiveException.Reason.ENCRYPTED, message)
                : new ArchiveException(ArchiveException.Reason.ENCRYPTED, message, cause);
    }

    private static ArchiveException tooBigDictionary(@Nullable Exception cause) {
        return unreadable("The RAR archive needs a dictionary of more than " + MAX_DICTIONARY + " bytes", cause);
    }

    private static ArchiveException unreadable(String message, @Nullable Throwable cause) {
        return cause == null
                ? new ArchiveException(ArchiveException.Reason.UNREADABLE, message)
                : new ArchiveException(ArchiveException.Reason.UNREADABLE, message, cause);
    }
}
