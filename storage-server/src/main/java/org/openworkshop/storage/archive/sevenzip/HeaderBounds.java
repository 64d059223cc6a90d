/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

/**
 * What the headers of a .7z may cost, checked before anything is allocated for them.
 *
 * @param mostBytes most bytes of the headers, packed or unpacked, and of all that the decoders of packed ones give
 * @param mostEntries most entries, contents and blocks; of packed streams and decoders' outputs, a few times as many
 * @param decoderKiB most memory that decoding packed headers may take, in KiB
 * @param memory is asked for all that grows with the headers
 */
public record HeaderBounds(long mostBytes, int mostEntries, long decoderKiB, HeaderMemory memory) {
    /** A block that BCJ2 made has as many of each. */
    private static final long STREAMS_OF_BLOCK = 4;

    /** Most packed streams, and most outputs of decoders. A single block may have the most that a block can have. */
    long mostStreams() {
        return STREAMS_OF_BLOCK * mostEntries + Folder.MOST_STREAMS;
    }
}
