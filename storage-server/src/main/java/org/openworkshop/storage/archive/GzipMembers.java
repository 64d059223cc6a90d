/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The data of a gzip file: its members one after the other (RFC 1952, 2.2). Zeros behind the last one are no damage: tapes and
 * devices fill their blocks with them, and gzip passes over them too. Any other byte behind it is damage. Each member's checksum is verified
 * before its end is seen. One thread.
 */
final class GzipMembers extends InputStream {
    private static final int FIRST_OF_MEMBER = 0x1f;

    private final InputStream in;
    private InputStream member;
    private boolean ended;

    /**
     * Reads the first member's header.
     *
     * @param in supports marks, is left behind a member where that ends, and is closed with this
     */
    GzipMembers(InputStream in) throws IOException {
        if (!in.markSupported()) {
            throw new IllegalArgumentException("Where a member ends is found by going back to a mark");
        }
        this.in = in;
        this.member = open();
    }

    private InputStream open() throws IOException {
        return GzipCompressorInputStream.builder().setInputStream(in).get();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int n = member.read(target, offset, length);
            if (n >= 0) {
                return n;
            }
            if (isMemberNext()) {
                member = open();
            } else {
                ended = true;
            }
        }
        return -1;
    }

    /** False at the end of the file, which may come after zeros. */
    private boolean isMemberNext() throws IOException {
        in.mark(1);
        int first = in.read();
        if (first == FIRST_OF_MEMBER) {
            in.reset();
            return true;
        }
        while (first == 0) {
            first = in.read();
        }
        if (first >= 0) {
            throw new IOException("other bytes than zeros behind the last gzip member");
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        // Ends the decoder, and closes what it reads from.
        member.close();
    }
}
