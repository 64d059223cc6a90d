/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Fuzzes the reader of ar. */
class ArFuzzTest {
    private static final PackOracle ORACLE = new PackOracle();

    @FuzzTest
    void anyArIsRepackedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
    }
}
