/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.util.List;

/**
 * What a Deflate level from 0 to 9 means: the one table of compressor settings. The levels are zlib's, which each cost more
 * time than the one before, and the highest has larger blocks, because a block's end costs a few bytes. Measured in
 * docs/performance.md.
 *
 * @param zlib level of the zlib compressor, 0 to store everything
 * @param blockBytes how much of a file one thread compresses at a time
 */
record CompressionLevel(int zlib, int blockBytes) {
    /** All blocks are as large as this, or a multiple of it. */
    static final int SMALLEST_BLOCK = 256 * 1024;

    private static final int LARGE_BLOCK = 1024 * 1024;

    private static final List<CompressionLevel> TABLE = List.of(
            new CompressionLevel(0, SMALLEST_BLOCK),
            new CompressionLevel(1, SMALLEST_BLOCK),
            new CompressionLevel(2, SMALLEST_BLOCK),
            new CompressionLevel(3, SMALLEST_BLOCK),
            new CompressionLevel(4, SMALLEST_BLOCK),
            new CompressionLevel(5, SMALLEST_BLOCK),
            new CompressionLevel(6, SMALLEST_BLOCK),
            new CompressionLevel(7, SMALLEST_BLOCK),
            new CompressionLevel(8, SMALLEST_BLOCK),
            new CompressionLevel(9, LARGE_BLOCK));

    /** The settings of a level from 0 to 9. */
    static CompressionLevel of(int level) {
        return TABLE.get(level);
    }

    /** Whether nothing is compressed. */
    boolean stores() {
        return zlib == 0;
    }
}
