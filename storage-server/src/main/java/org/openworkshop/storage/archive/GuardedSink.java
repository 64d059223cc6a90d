/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;

/**
 * Stands between a reader and the writer and enforces what holds for every archive: names, links, limits, declared sizes,
 * and that an interrupted thread stops. The writer behind it sees normalised names, no link but hard links to files it has
 * written, and no name twice.
 */
final class GuardedSink implements EntrySink {
    private final Limits limits;
    private final EntryTree tree;
    private final EntrySink target;
    private final Step progress;
    /** Whether the current entry is passed on; the archive's root and repeated folders are not. */
    private boolean passing;

    private String name = "";
    private long declared = -1;
    private long received;

    /** What happens after each piece of data and each entry. */
    interface Step {
        /** Happens; an IOException ends reading with it. */
        void run() throws IOException;
    }

    GuardedSink(Limits limits, EntrySink target, Step progress) {
        this.limits = limits;
        this.tree = new EntryTree(limits.maxEntries());
        this.target = target;
        this.progress = progress;
    }

    @Override
    public void begin(EntryHeader header) throws ArchiveException, IOException {
        checkInterrupt();
        limits.entry(header.name());
        boolean folder = header.kind() == EntryHeader.Kind.DIRECTORY;
        name = EntryName.normalise(header.name(), folder);
        limits.name(name);
        limits.entryBytes(name, header.size());
        declared = header.size();
        received = 0;
        passing = true;
        switch (header.kind()) {
            case FILE -> {
                tree.addFile(name);
                target.begin(header.named(name, null));
            }
            case DIRECTORY -> {
                passing = !name.isEmpty() && tree.addFolder(name);
                if (passing) {
                    target.begin(header.named(name, null));
                }
            }
            case HARD_LINK -> beginHardLink(header);
            case SYMBOLIC_LINK -> throw refused("is a symbolic link");
            case SPECIAL -> throw refused("is neither a file nor a folder");
        }
    }

    @Override
    public void copy(EntryHeader header, DeflatedData data) throws ArchiveException, IOException {
        checkInterrupt();
        limits.entry(header.name());
        name = EntryName.normalise(header.name(), false);
        tree.addFile(name);
        limits.bytes(data.size());
        target.copy(header.named(name, null), data);
        progress.run();
    }

    private void beginHardLink(EntryHeader header) throws ArchiveException, IOException {
        String linked = EntryName.normalise(Objects.requireNonNullElse(header.linkTarget(), ""), false);
        tree.addFile(name);
        declared = 0;
        target.begin(header.named(name, linked));
    }

    @Override
    public void data(byte[] bytes, int offset, int length) throws ArchiveException, IOException {
        checkInterrupt();
        received += length;
        if (declared >= 0 && received > declared) {
            throw refused("is longer than the archive says");
        }
        limits.entryBytes(name, received);
        limits.bytes(length);
        target.data(bytes, offset, length);
        progress.run();
    }

    @Override
    public void end() throws ArchiveException, IOException {
        if (declared >= 0 && received < declared) {
            throw refused("is shorter than the archive says");
        }
        if (passing) {
            target.end();
        }
        progress.run();
    }

    private static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Interrupted while packing");
        }
    }

    private ArchiveException refused(String rule) {
        return Decoding.unreadable("Entry " + EntryName.quote(name) + " " + rule);
    }
}
