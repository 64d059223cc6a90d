/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Fuzzes the decoder of xz streams and what may be inside one. */
class XzFuzzTest {
    private static final DecoderOracle ORACLE = new DecoderOracle(ArchiveFormat.XZ);

    @FuzzTest
    void anyStreamIsDecodedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
    }
}
