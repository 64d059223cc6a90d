/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Fuzzes the decoder of snappy streams and what may be inside one. */
class SnappyFuzzTest {
    private static final DecoderOracle ORACLE = new DecoderOracle(ArchiveFormat.SNAPPY);

    @FuzzTest
    void anyStreamIsDecodedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
    }
}
