/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Fuzzes the decoder of bzip2 streams and what may be inside one. */
class Bzip2FuzzTest {
    private static final DecoderOracle ORACLE = new DecoderOracle(ArchiveFormat.BZIP2);

    @FuzzTest
    void anyStreamIsDecodedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
    }
}
