/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * A cpio in any of its forms. The new ones put the data of hard links with the last of the names only: the names before wait
 * until it comes, and follow it as links.
 */
final class CpioStream implements EntryStream {
    /** They are held in memory before anybody has counted them. */
    private static final int MOST_WAITING = 10_000;

    private final CpioArchiveInputStream in;
    private final Map<Inode, List<EntryHeader>> waiting = new LinkedHashMap<>();
    private final Deque<EntryHeader> next = new ArrayDeque<>();
    private int waitingNames;
    private boolean hasData;
    private boolean ended;

    /** What names of the same file have in common. */
    private record Inode(long major, long minor, long number) {}

    CpioStream(InputStream in) {
        this.in = new CpioArchiveInputStream(in, StandardCharsets.UTF_8.name());
    }

    @Override
    public Optional<EntryHeader> next() throws ArchiveException, IOException {
        hasData = false;
        while (next.isEmpty() && !ended) {
            CpioArchiveEntry entry = in.getNextEntry();
            if (entry == null) {
                ended = true;
                // Nothing came for them: the file they name is empty.
                waiting.values().forEach(next::addAll);
                break;
            }
            EntryHeader header = header(entry);
            if (header.kind() == EntryHeader.Kind.FILE && isLinked(entry)) {
                link(entry, header);
            } else {
                next.add(header);
            }
            hasData = entry.getSize() > 0;
        }
        return Optional.ofNullable(next.poll());
    }

    private void link(CpioArchiveEntry entry, EntryHeader header) throws IOException {
        Inode inode = new Inode(entry.getDeviceMaj(), entry.getDeviceMin(), entry.getInode());
        if (entry.getSize() == 0) {
            if (++waitingNames > MOST_WAITING) {
                throw new IOException("too many hard links");
            }
            waiting.computeIfAbsent(inode, unused -> new ArrayList<>()).add(header);
            return;
        }
        next.add(header);
        List<EntryHeader> names = waiting.remove(inode);
        if (names != null) {
            for (EntryHeader name : names) {
                next.add(new EntryHeader(name.name(), EntryHeader.Kind.HARD_LINK, -1, name.modified(), header.name()));
            }
        }
    }

    private static boolean isLinked(CpioArchiveEntry entry) {
        boolean newForm = (entry.getFormat() & CpioConstants.FORMAT_NEW_MASK) != 0;
        return newForm && entry.getNumberOfLinks() > 1;
    }

    private static EntryHeader header(CpioArchiveEntry entry) {
        Instant modified = Instant.ofEpochSecond(entry.getTime());
        return new EntryHeader(entry.getName(), kind(entry), entry.getSize(), modified, null)
                .withMode((int) entry.getMode());
    }

    private static EntryHeader.Kind kind(CpioArchiveEntry entry) {
        if (entry.isDirectory()) {
            return EntryHeader.Kind.DIRECTORY;
        } else if (entry.isSymbolicLink()) {
            return EntryHeader.Kind.SYMBOLIC_LINK;
        }
        return entry.isRegularFile() ? EntryHeader.Kind.FILE : EntryHeader.Kind.SPECIAL;
    }

    @Override
    public InputStream data() {
        return hasData ? in : InputStream.nullInputStream();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
