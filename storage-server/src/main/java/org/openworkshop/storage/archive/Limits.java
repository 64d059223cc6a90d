/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.openworkshop.storage.archive.ArchiveException.Reason;
import org.openworkshop.storage.config.ArchiveConfig;

/**
 * What an archive may cost, counted while it is decoded: what it declares is only believed when it is too much. Several
 * threads may count at once.
 */
final class Limits {
    /** Below this a high ratio harms nobody, and small files of zeros are common. */
    static final long RATIO_FROM_BYTES = 64L * 1024 * 1024;

    private final ArchiveConfig config;
    private final long maxUnpackedBytes;
    private final LongSupplier sourceBytes;
    private final NameBudget.Share memory;
    private final AtomicLong unpacked = new AtomicLong();
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong nameBytes = new AtomicLong();

    /**
     * @param maxUnpackedBytes 0 or less is no limit
     * @param sourceBytes gives how many bytes of the file came in, which may still grow: what is announced does not count
     * @param memory for names, which the caller closes when they are held no more
     */
    Limits(ArchiveConfig config, long maxUnpackedBytes, LongSupplier sourceBytes, NameBudget.Share memory) {
        this.config = config;
        this.maxUnpackedBytes = maxUnpackedBytes;
        this.sourceBytes = sourceBytes;
        this.memory = memory;
    }

    /** For a file of that size, whatever other archives hold. */
    Limits(ArchiveConfig config, long maxUnpackedBytes, long sourceBytes) {
        this(config, maxUnpackedBytes, () -> sourceBytes, new NameBudget(Long.MAX_VALUE).open());
    }

    /** Limits of the same archive that start counting at zero; memory that it holds is still held. */
    Limits again() {
        return new Limits(config, maxUnpackedBytes, sourceBytes, memory);
    }

    int maxEntries() {
        return config.maxEntries();
    }

    long maxDirectoryBytes() {
        return config.bounds().maxDirectoryBytes();
    }

    /** Refuses what an archive says of itself, when even that is too much; negative values are unknown. */
    void declared(ArchiveReader.Listing listing) throws ArchiveException {
        checkEntries(listing.entries());
        checkUnpacked(listing.unpackedBytes());
    }

    /** Refuses the size that an archive's directory says or has shown to have. */
    void directory(long bytes) throws ArchiveException {
        if (bytes > config.bounds().maxDirectoryBytes()) {
            throw tooLarge(
                    "The archive's directory has more than " + config.bounds().maxDirectoryBytes() + " bytes");
        }
    }

    /** Counts an entry. Names of all entries are held in memory until the ZIP's directory is written. */
    void entry(String name) throws ArchiveException {
        checkEntries(entries.incrementAndGet());
        long bytes = EntryName.utf8Bytes(name);
        directory(nameBytes.addAndGet(bytes));
        memory.entry(bytes);
    }

    /** Counts bytes of an entry that are held beside its name. */
    void held(long bytes) throws ArchiveException {
        memory.bytes(bytes);
    }

    /** Refuses a name, as {@link EntryName#normalise} made it, that is too long or leads too deep. */
    void name(String path) throws ArchiveException {
        ArchiveConfig.Bounds bounds = config.bounds();
        if (EntryName.utf8Bytes(path) > bounds.maxNameBytes()) {
            throw Decoding.unreadable(
                    "Entry name " + EntryName.quote(path) + " is longer than " + bounds.maxNameBytes() + " bytes");
        }
        if (EntryName.depth(path) > bounds.maxDepth()) {
            throw Decoding.unreadable(
                    "Entry name " + EntryName.quote(path) + " has more than " + bounds.maxDepth() + " parts");
        }
    }

    /** Refuses an entry with that many bytes, stated or counted; negative is unknown. */
    void entryBytes(String name, long bytes) throws ArchiveException {
        long most = config.bounds().maxEntryBytes();
        if (most > 0 && bytes > most) {
            throw tooLarge("Entry " + EntryName.quote(name) + " unpacks to more than " + most + " bytes");
        }
    }

    /** Counts bytes that a decoder has given. */
    void bytes(long count) throws ArchiveException {
        long total = unpacked.addAndGet(count);
        if (total < 0) {
            throw tooLarge("The archive holds too many bytes");
        }
        checkUnpacked(total);
        checkRatio(total);
    }

    /** Bytes counted so far. */
    long unpacked() {
        return unpacked.get();
    }

    /** Refuses a total that is too much for a source this small. */
    void checkRatio(long total) throws ArchiveException {
        if (config.maxRatio() > 0
                && total >= RATIO_FROM_BYTES
                && total > (double) config.maxRatio() * sourceBytes.getAsLong()) {
            throw tooLarge("The archive unpacks to more than " + config.maxRatio() + " times its size");
        }
    }

    private void checkEntries(long count) throws ArchiveException {
        if (count > config.maxEntries()) {
            throw tooLarge("The archive has more than " + config.maxEntries() + " entries");
        }
    }

    private void checkUnpacked(long total) throws ArchiveException {
        if (maxUnpackedBytes > 0 && total > maxUnpackedBytes) {
            throw tooLarge("The archive unpacks to more than " + maxUnpackedBytes + " bytes");
        }
    }

    private static ArchiveException tooLarge(String message) {
        return new ArchiveException(Reason.TOO_LARGE, message);
    }
}
