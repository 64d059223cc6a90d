/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;

/**
 * Where the packed bytes lie: streams one behind the other.
 *
 * <pre>
 *   06 NUMBER offset of the first, behind the start header
 *      NUMBER of streams
 *      09 NUMBER size of each
 *      0A DIGESTS (optional, of no use: what they unpack to has checksums)
 *   00
 * </pre>
 */
final class PackStreams {
    static final int ID = 0x06;
    private static final int SIZES = 0x09;
    private static final int DIGESTS = 0x0A;

    private final long[] starts;

    private PackStreams(long[] starts) {
        this.starts = starts;
    }

    static PackStreams none() {
        return new PackStreams(new long[1]);
    }

    /** @param archiveBytes where the archive ends at the latest */
    static PackStreams read(HeaderBytes in, long archiveBytes, HeaderBounds bounds) throws IOException {
        long offset = in.number();
        int count = in.count("packed streams");
        HeadersRefusedException.requireEntries(count, bounds.mostStreams());
        if (offset > archiveBytes - StartHeader.BYTES) {
            throw HeaderBytes.damaged("packed data begin behind the end of the file");
        }
        in.hold(count, Long.BYTES);
        long[] starts = new long[count + 1];
        starts[0] = StartHeader.BYTES + offset;
        int id = in.id();
        if (id == SIZES) {
            for (int i = 0; i < count; i++) {
                long size = in.number();
                if (size > archiveBytes - starts[i]) {
                    throw HeaderBytes.damaged("packed data end behind the end of the file");
                }
                starts[i + 1] = starts[i] + size;
            }
            id = in.id();
        } else if (count > 0) {
            throw HeaderBytes.damaged("packed streams without sizes");
        }
        if (id == DIGESTS) {
            Digests.skip(in, count);
            id = in.id();
        }
        if (id != 0) {
            throw HeaderBytes.damaged("end of packed streams expected");
        }
        return new PackStreams(starts);
    }

    int count() {
        return starts.length - 1;
    }

    /** The archive's byte where a stream begins. */
    long start(int stream) {
        return starts[stream];
    }

    /** The archive's byte behind a stream. */
    long end(int stream) {
        return starts[stream + 1];
    }
}
