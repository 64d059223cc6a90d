/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Fuzzes the decoder of lzma streams and what may be inside one. */
class LzmaFuzzTest {
    private static final DecoderOracle ORACLE = new DecoderOracle(ArchiveFormat.LZMA);

    @FuzzTest
    void anyStreamIsDecodedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
    }
}
