/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read. */
final class XzCounter extends FilterInputStream {
    private long bytes;

    XzCounter(InputStream in) {
        super(in);
    }

    long bytes() {
        return bytes;
    }

    /** Where the bytes come from, to read some that do not count. */
    InputStream source() {
        return in;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        bytes += b < 0 ? 0 : 1;
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = in.read(target, offset, length);
        bytes += Math.max(0, n);
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        long n = in.skip(count);
        bytes += n;
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
