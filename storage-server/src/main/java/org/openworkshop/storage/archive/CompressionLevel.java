/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

/**
 * What a Deflate level from 0 to 9 means: the one table of compressor settings.
 *
 * @param zlib level of the zlib compressor, 0 to store everything
 * @param blockBytes how much of a file one thread compresses at a time
 */
record CompressionLevel(int zlib, int blockBytes) {
    private static final int SMALL = 256 * 1024;

    private static final CompressionLevel[] TABLE = {
        new CompressionLevel(0, SMALL),
        new CompressionLevel(1, SMALL),
        new CompressionLevel(2, SMALL),
        new CompressionLevel(3, SMALL),
        new CompressionLevel(4, SMALL),
        new CompressionLevel(5, SMALL),
        new CompressionLevel(6, SMALL),
        new CompressionLevel(7, SMALL),
        new CompressionLevel(8, SMALL),
        new CompressionLevel(9, SMALL),
    };

    /** The settings of a level from 0 to 9. */
    static CompressionLevel of(int level) {
        return TABLE[level];
    }

    /** Whether nothing is compressed. */
    boolean stores() {
        return zlib == 0;
    }
}
