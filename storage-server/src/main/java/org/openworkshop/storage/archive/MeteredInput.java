/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bounds how much a parser may take before it is asked again, so that a header cannot fill the memory. */
final class MeteredInput extends FilterInputStream {
    private long allowance;

    MeteredInput(InputStream in) {
        super(in);
    }

    /** Sets how many bytes may be read from now on. */
    void allow(long bytes) {
        allowance = bytes;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            spend(1);
        }
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = super.read(target, offset, length);
        spend(Math.max(0, n));
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        spend(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void spend(long count) throws IOException {
        allowance -= count;
        if (allowance < 0) {
            throw new IOException("header is too long");
        }
    }
}
