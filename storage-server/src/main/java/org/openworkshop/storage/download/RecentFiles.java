/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.Area;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.StoredFile;

/**
 * Which files paths led to a moment ago, of paths that are asked for all the time: a look at the disk is good for {@link #VALID}
 * once there were {@link #LOOKS} in close succession. What this server itself changes in an area counts at once; what others
 * change there, after that time. Thread-safe, and never blocks.
 */
final class RecentFiles {
    /** How long a look at the disk is good for. */
    static final Duration VALID = Duration.ofMillis(100);

    /** How many looks there must have been, each less than twice {@link #VALID} after the one before. */
    static final int LOOKS = 32;

    /** More paths than that are not all asked for all the time. */
    static final int MOST_PATHS = 2048;

    private static final int LONGEST_PATH = 512;

    private final MainDirectory directory;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Looks> looks = new ConcurrentHashMap<>();

    /**
     * When somebody began to look at the disk.
     *
     * @param changes how often the area had been changed
     * @param nanos on the clock of this object
     */
    record Moment(long changes, long nanos) {}

    /** Where a path led to. */
    record Found(DownloadTarget target, StoredFile file, Moment moment) {}

    /** How many looks there were in close succession, and what the last one found. */
    private record Looks(int count, Found last) {}

    /** @param nanoTime a clock like {@link System#nanoTime} */
    RecentFiles(MainDirectory directory, LongSupplier nanoTime) {
        this.directory = directory;
        this.nanoTime = nanoTime;
    }

    /** To be asked for before the disk is looked at. */
    Moment now(Area area) {
        return new Moment(directory.area(area).changes(), nanoTime.getAsLong());
    }

    /** @param rawPath the path as it was sent */
    void remember(String rawPath, Found seen) {
        if (rawPath.length() > LONGEST_PATH) {
            return;
        }
        Looks before = looks.get(rawPath);
        if (before == null && looks.size() >= MOST_PATHS) {
            looks.clear();
        }
        int count = before == null || age(before.last(), seen.moment()) >= 2 * VALID.toNanos() ? 0 : before.count();
        looks.put(rawPath, new Looks(Math.min(LOOKS, count + 1), seen));
    }

    /** Where a path leads to; null when the disk has to be asked. */
    @Nullable
    Found find(String rawPath) {
        Looks seen = looks.get(rawPath);
        if (seen == null || seen.count() < LOOKS) {
            return null;
        }
        Found last = seen.last();
        Moment now = now(last.target().area());
        boolean valid = now.changes() == last.moment().changes() && age(last, now) < VALID.toNanos();
        return valid ? last : null;
    }

    private static long age(Found found, Moment now) {
        return now.nanos() - found.moment().nanos();
    }

    int size() {
        return looks.size();
    }
}
