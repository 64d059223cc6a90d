/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Fuzzes the decoder of compress streams and what may be inside one. */
class CompressFuzzTest {
    private static final DecoderOracle ORACLE = new DecoderOracle(ArchiveFormat.COMPRESS);

    @FuzzTest
    void anyStreamIsDecodedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
    }
}
