/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.openworkshop.storage.archive.lzma.DecoderTwins;
import org.openworkshop.storage.archive.lzma.XzInputStream;
import org.tukaani.xz.XZInputStream;

/** Fuzzes the decoder of xz streams, with XZ for Java as the one that is right, and what may be inside one. */
class XzFuzzTest {
    private static final DecoderOracle ORACLE = new DecoderOracle(ArchiveFormat.XZ);
    private static final int MEMORY_KIB = 64 * 1024;

    @FuzzTest
    void anyStreamIsDecodedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
        requireAlike(file);
        requireAlike(FuzzChecksums.xz(file));
    }

    private static void requireAlike(byte[] file) {
        DecoderTwins.requireAlike(
                file, in -> new XzInputStream(in, MEMORY_KIB), in -> new XZInputStream(in, MEMORY_KIB));
    }
}
