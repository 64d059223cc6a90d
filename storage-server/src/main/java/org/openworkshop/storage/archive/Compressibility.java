/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;

/**
 * A cheap guess whether bytes can shrink, from how often each of the 256 values occurs: text needs 4 to 5 bits for each byte,
 * programs about 6, compressed media more than 7.9. Repetitions are not seen, so bytes that look dense are to be tried, not
 * given up.
 */
final class Compressibility {
    /** Too few bytes to tell from. */
    private static final int LEAST_BYTES = 16 * 1024;

    private static final double DENSE_BITS = 7.8;

    private Compressibility() {}

    /** Whether an order-0 entropy coder would gain next to nothing. Always false for less than 16 KiB. */
    static boolean looksDense(ByteBuffer bytes) {
        int length = bytes.limit();
        if (length < LEAST_BYTES) {
            return false;
        }
        // Four tables, because counting the same value twice in a row makes a processor wait.
        int[][] counts = new int[4][256];
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            int four = bytes.getInt(at);
            counts[0][four & 0xFF]++;
            counts[1][four >>> 8 & 0xFF]++;
            counts[2][four >>> 16 & 0xFF]++;
            counts[3][four >>> 24]++;
        }
        double sum = 0;
        for (int value = 0; value < 256; value++) {
            int count = counts[0][value] + counts[1][value] + counts[2][value] + counts[3][value];
            if (count > 0) {
                sum += count * Math.log(count);
            }
        }
        double bits = (Math.log(at) - sum / at) / Math.log(2);
        return bits > DENSE_BITS;
    }
}
