/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.StoredFile;

/**
 * Which files paths led to a moment ago, of paths that are asked for all the time: a look at the disk is good for {@link #VALID}
 * once there were {@link #REQUESTS} in close succession. What this server itself changes in an area counts at once; what others
 * change there, after that time. Thread-safe, and never blocks.
 */
final class RecentFiles {
    /** How long a look at the disk is good for. */
    static final Duration VALID = Duration.ofMillis(100);

    /** How many requests there must have been, each less than {@link #PAUSE} after the one before. */
    static final int REQUESTS = 32;

    /** A path that nobody asked for within that time is not asked for all the time. */
    static final Duration PAUSE = Duration.ofMillis(200);

    /** More paths than that are not all asked for all the time. */
    static final int MOST_PATHS = 2048;

    private static final int LONGEST_PATH = 512;

    private final MainDirectory directory;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Asked> paths = new ConcurrentHashMap<>();
    private final AtomicLong lastSweep;

    /**
     * When somebody began to look at the disk.
     *
     * @param changes how often the area had been changed
     * @param nanos on the clock of this object
     */
    record Moment(long changes, long nanos) {}

    /** Where a path led to. */
    record Found(DownloadTarget target, StoredFile file, Moment moment) {}

    /** A path that is asked for. Counts may be a little too low when several ask at once. */
    private static final class Asked {
        private volatile Found found;
        private volatile long last;
        private final AtomicInteger requests = new AtomicInteger(1);

        Asked(Found found) {
            this.found = found;
            this.last = found.moment().nanos();
        }

        boolean isAllTheTime(long now) {
            if (now - last >= PAUSE.toNanos()) {
                requests.set(1);
            } else if (requests.get() < REQUESTS) {
                requests.incrementAndGet();
            }
            last = now;
            return requests.get() >= REQUESTS;
        }
    }

    /** @param nanoTime a clock like {@link System#nanoTime} */
    RecentFiles(MainDirectory directory, LongSupplier nanoTime) {
        this.directory = directory;
        this.nanoTime = nanoTime;
        this.lastSweep = new AtomicLong(nanoTime.getAsLong());
    }

    /** To be asked for before the disk is looked at. */
    Moment now(Area area) {
        return new Moment(directory.area(area).changes(), nanoTime.getAsLong());
    }

    /** @param rawPath the path as it was sent */
    void remember(String rawPath, Found seen) {
        Asked known = paths.get(rawPath);
        if (known != null) {
            known.found = seen;
        } else if (rawPath.length() <= LONGEST_PATH && hasRoom()) {
            paths.put(rawPath, new Asked(seen));
        }
    }

    private boolean hasRoom() {
        if (paths.size() < MOST_PATHS) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long before = lastSweep.get();
        if (now - before >= PAUSE.toNanos() && lastSweep.compareAndSet(before, now)) {
            paths.values().removeIf(path -> now - path.last >= PAUSE.toNanos());
        }
        return paths.size() < MOST_PATHS;
    }

    /** Where a path that was just asked for leads to; null when the disk has to be asked. */
    @Nullable
    Found find(String rawPath) {
        Asked asked = paths.get(rawPath);
        if (asked == null) {
            return null;
        }
        Found found = asked.found;
        Moment now = now(found.target().area());
        boolean valid = asked.isAllTheTime(now.nanos())
                && now.changes() == found.moment().changes()
                && now.nanos() - found.moment().nanos() < VALID.toNanos();
        return valid ? found : null;
    }

    int size() {
        return paths.size();
    }
}
