/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tukaani.xz.LZMA2InputStream;

/** Fuzzes the decoder of LZMA2, with XZ for Java as the one that is right. */
class Lzma2FuzzTest {
    private static final int DICTIONARY = 4096;

    @FuzzTest
    void anyDataIsDecodedAsByXzForJava(byte[] data) {
        DecoderTwins.requireAlike(
                data, in -> new Lzma2InputStream(in, DICTIONARY), in -> new LZMA2InputStream(in, DICTIONARY));
    }
}
