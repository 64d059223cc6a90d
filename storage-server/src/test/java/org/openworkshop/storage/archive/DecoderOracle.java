/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** {@link PackOracle} for compressed streams: their decoder gets the bytes also when they lack its signature. */
final class DecoderOracle {
    private final ArchiveFormat format;
    private final PackOracle packs = new PackOracle();
    private final byte[] buffer = new byte[64 * 1024];

    DecoderOracle(ArchiveFormat format) {
        this.format = format;
    }

    void holdsFor(byte[] bytes) throws IOException {
        packs.holdsFor(bytes);
        try {
            decode(bytes);
        } catch (ArchiveException e) {
            PackOracle.checkRefusal(e);
        }
    }

    private void decode(byte[] bytes) throws ArchiveException, IOException {
        InputStream raw = new ByteArrayInputStream(bytes);
        try (InputStream decoded = Decoding.guard(Decoding.Subject.STREAM, () -> StreamDecoders.open(format, raw))) {
            long total = 0;
            for (int n;
                    total < PackOracle.MAX_UNPACKED
                            && (n = Decoding.read(Decoding.Subject.STREAM, decoded, buffer)) >= 0; ) {
                assertThat(n).isPositive();
                total += n;
            }
        }
    }
}
