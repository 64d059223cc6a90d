/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entries of a ZIP whose Deflate data goes into the new ZIP as it is, because compressing it again would gain little: all
 * that shrank and were not compressed in a hurry. They are unpacked once before, to see that they are whole.
 */
final class ZipCopies {
    /** No entry. */
    static final ZipCopies NONE = new ZipCopies(Set.of());

    private static final int DEFLATE = 8;

    /** From this level on, data that was compressed with the fastest settings is compressed again. */
    private static final int SLOW_FROM = 3;

    private final Set<ZipLayout.Located> entries;

    private ZipCopies(Set<ZipLayout.Located> entries) {
        this.entries = entries;
    }

    /**
     * Checks the entries that are fit to be copied. Their data is read; that of others is not.
     *
     * @param level Deflate level asked for, 0 to 9
     * @param threads most threads, the calling one included
     * @throws ArchiveException when one is damaged, or the limits are passed
     */
    static ZipCopies check(
            SourceFile source, ZipLayout layout, int level, Limits limits, Progress progress, int threads)
            throws ArchiveException, IOException {
        List<ZipLayout.Located> fit = layout.entries().stream()
                .filter(located -> isFit(located.entry(), level))
                .toList();
        if (fit.isEmpty() || !ZipCheck.run(source, layout, fit, limits, progress, threads)) {
            return NONE;
        }
        return new ZipCopies(fit.stream().collect(Collectors.toUnmodifiableSet()));
    }

    private static boolean isFit(ZipRecord entry, int level) {
        boolean inAHurry = (entry.flags() & ZipRecord.FAST) != 0;
        return entry.method() == DEFLATE
                && entry.kind() == EntryHeader.Kind.FILE
                && entry.packed() < entry.size()
                && level > 0
                && !(inAHurry && level >= SLOW_FROM);
    }

    boolean contains(ZipLayout.Located located) {
        return entries.contains(located);
    }
}
