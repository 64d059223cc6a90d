/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.util.BitSet;

/** CRC-32 checksums of some of a number of streams. */
final class Digests {
    private final BitSet defined;
    private final int[] values;

    private Digests(BitSet defined, int[] values) {
        this.defined = defined;
        this.values = values;
    }

    static Digests none() {
        return new Digests(new BitSet(), new int[0]);
    }

    /** None yet, to be set one by one. */
    static Digests ofStreams(int streams) {
        return new Digests(new BitSet(streams), new int[streams]);
    }

    static Digests read(HeaderBytes in, int streams) throws IOException {
        BitSet defined = in.defined(streams);
        in.require(4L * defined.cardinality());
        in.hold(defined.length(), Integer.BYTES);
        int[] values = new int[defined.length()];
        for (int i = defined.nextSetBit(0); i >= 0; i = defined.nextSetBit(i + 1)) {
            values[i] = in.int32();
        }
        return new Digests(defined, values);
    }

    /** Goes past those that are of no use. */
    static void skip(HeaderBytes in, int streams) throws IOException {
        in.skip(4L * in.defined(streams).cardinality());
    }

    boolean has(int stream) {
        return defined.get(stream);
    }

    /** Of a stream that {@link #has} one. */
    int of(int stream) {
        return values[stream];
    }

    void set(int stream, int value) {
        defined.set(stream);
        values[stream] = value;
    }

    /** Whether a checksum is right, which an unknown one is. */
    boolean agrees(int stream, long crc) {
        return !has(stream) || of(stream) == (int) crc;
    }
}
