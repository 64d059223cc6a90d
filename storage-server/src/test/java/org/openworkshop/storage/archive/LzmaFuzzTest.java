/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.openworkshop.storage.archive.lzma.DecoderTwins;
import org.openworkshop.storage.archive.lzma.LzmaInputStream;
import org.tukaani.xz.LZMAInputStream;

/** Fuzzes the decoder of lzma streams, with XZ for Java as the one that is right, and what may be inside one. */
class LzmaFuzzTest {
    private static final DecoderOracle ORACLE = new DecoderOracle(ArchiveFormat.LZMA);
    private static final int MEMORY_KIB = 64 * 1024;

    @FuzzTest
    void anyStreamIsDecodedOrRefused(byte[] file) throws IOException {
        ORACLE.holdsFor(file);
        DecoderTwins.requireAlike(file, in -> LzmaInputStream.ofFile(in, MEMORY_KIB), LzmaFuzzTest::reference);
    }

    /** XZ for Java reads no byte too many, and leaves what follows to the caller. */
    private static InputStream reference(InputStream file) throws IOException {
        return new FilterInputStream(new LZMAInputStream(file, MEMORY_KIB)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int n = super.read(target, offset, length);
                if (n < 0 && file.available() > 0) {
                    throw new IOException("Other bytes follow");
                }
                return n;
            }
        };
    }
}
