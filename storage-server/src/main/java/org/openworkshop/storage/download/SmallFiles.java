/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.StoredFile;

/**
 * Keeps the bytes of small files in memory, by version: who looks one up says which version the disk has at that moment, or
 * had a moment ago as {@link RecentFiles} tells, so a replaced file is not served from here. Of versions that are kept those go first that were not asked for since they
 * were last looked over (second chance). Thread-safe; a look-up takes no lock.
 */
final class SmallFiles {
    /** What an entry takes beside its bytes and its path, generously. */
    private static final int ENTRY_BYTES = 1024;
    /** A character of the path is in the path itself, in its segments, and in what is made of them. */
    private static final int BYTES_PER_PATH_CHARACTER = 4;
    /** File systems tell times in steps, so a file that was written just now may be written again within the same one. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final long maxBytes;
    private final int maxFileBytes;
    private final Clock clock;
    private final ConcurrentMap<StoredFile, Entry> entries = new ConcurrentHashMap<>();
    /** Guards the two below. */
    private final Object order = new Object();

    private final ArrayDeque<Entry> oldestFirst = new ArrayDeque<>();
    private long held;

    /**
     * A version's bytes and what is said about them.
     *
     * @param bytes all of the file, read-only; its position is not to be moved
     */
    record Kept(FileAnswer answer, ByteBuffer bytes) {
        /** The bytes of an answer's body. */
        ByteBuffer body(FileBody body) {
            return body.from(bytes);
        }
    }

    private static final class Entry {
        private final StoredFile file;
        private final Kept kept;
        private final long cost;
        private volatile boolean asked;

        Entry(StoredFile file, Kept kept) {
            this.file = file;
            this.kept = kept;
            this.cost = kept.bytes().capacity()
                    + ENTRY_BYTES
                    + (long) BYTES_PER_PATH_CHARACTER * file.path().toString().length();
        }
    }

    /**
     * @param maxBytes most memory, what belongs to the entries included; 0 keeps nothing
     * @param maxFileBytes largest file that is kept
     * @param clock the clock that files' times are compared with
     */
    SmallFiles(long maxBytes, int maxFileBytes, Clock clock) {
        this.maxBytes = maxBytes;
        this.maxFileBytes = maxFileBytes;
        this.clock = clock;
    }

    /** Whether files like that one are kept. */
    boolean takes(StoredFile file) {
        return maxBytes > 0 && file.size() <= maxFileBytes;
    }

    /** That version, null when it is not here. */
    @Nullable
    Kept find(StoredFile file) {
        Entry entry = takes(file) ? entries.get(file) : null;
        if (entry == null) {
            return null;
        }
        if (!entry.asked) {
            entry.asked = true;
        }
        return entry.kept;
    }

    /**
     * Reads a file that {@link #takes} is true for, and keeps it when there is room for it and its version is settled.
     *
     * @param version that of the file
     * @return null when the file is shorter than it was when it was found
     */
    @Nullable
    Kept read(OpenFile open, FileVersion version) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(Math.toIntExact(open.file().size()));
        FileChannel channel = open.channel();
        while (into.hasRemaining()) {
            if (channel.read(into, into.position()) < 0) {
                return null;
            }
        }
        Kept kept = new Kept(new FileAnswer(open.file(), version), into.flip().asReadOnlyBuffer());
        if (open.file().modified().plus(SETTLED).isBefore(clock.instant())) {
            keep(new Entry(open.file(), kept));
        }
        return kept;
    }

    private void keep(Entry entry) {
        if (entry.cost > maxBytes) {
            return;
        }
        synchronized (order) {
            if (entries.putIfAbsent(entry.file, entry) != null) {
                return;
            }
            oldestFirst.add(entry);
            held += entry.cost;
            int chances = oldestFirst.size();
            while (held > maxBytes) {
                Entry oldest = oldestFirst.remove();
                if (oldest.asked && chances > 0) {
                    chances--;
                    oldest.asked = false;
                    oldestFirst.add(oldest);
                } else {
                    entries.remove(oldest.file, oldest);
                    held -= oldest.cost;
                }
            }
        }
    }

    /** How much memory is taken, in bytes, as counted against the bound. */
    long held() {
        synchronized (order) {
            return held;
        }
    }
}
