/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.config;

/**
 * Section {@code [archive]}.
 *
 * @param verifyPassthrough whether the data of a ZIP that is kept as it came is decompressed and checked
 * @param maxEntries most entries an archive may hold
 * @param maxRatio largest unpacked:packed ratio, checked once 64 MiB are out; 0 turns it off
 * @param bounds how big single parts of an archive may be
 * @param work what archives are worked on with
 */
public record ArchiveConfig(boolean verifyPassthrough, int maxEntries, int maxRatio, Bounds bounds, Work work) {
    /**
     * What archives are worked on with.
     *
     * @param nativeEngine whether archives that only native code reads are read, in processes of their own
     * @param threads how many threads work on one archive, the one that decodes included; at least 1
     */
    public record Work(boolean nativeEngine, int threads) {}

    /**
     * How big single parts of an archive may be.
     *
     * @param maxEntryBytes most bytes one entry may unpack to; 0 turns it off
     * @param maxNameBytes longest name of an entry with its folders, in bytes of UTF-8; 1 to 65,534
     * @param maxDepth most segments of an entry's name: its folders and itself; at least 1
     * @param maxDirectoryBytes most bytes of what lists the entries: a ZIP's central directory, the headers of a 7z or a
     *     RAR, and the names of all entries together in any format
     */
    public record Bounds(long maxEntryBytes, int maxNameBytes, int maxDepth, long maxDirectoryBytes) {}
}
