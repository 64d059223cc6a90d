/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Fuzzes what reads a ZIP: its end, its directory, its local headers, its decoders. */
class ZipFuzzTest {
    private static final PackOracle ORACLE = new PackOracle();

    @FuzzTest
    void anyZipIsKeptRepackedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
    }
}
