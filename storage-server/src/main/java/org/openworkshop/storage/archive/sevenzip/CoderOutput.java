/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * What comes out of one coder: it ends where the headers say, whatever the coder has beyond. Between coders nothing else is
 * bounded: one that takes much and gives nothing asks the one before for more within a single read. So an interrupt is seen
 * here as well.
 */
final class CoderOutput extends InputStream {
    private final InputStream coder;
    private long left;

    /**
     * @param coder is closed with this stream
     * @param size bytes that the coder may give
     */
    CoderOutput(InputStream coder, long size) {
        this.coder = coder;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        checkInterrupt();
        int b = left == 0 ? -1 : coder.read();
        left -= b < 0 ? 0 : 1;
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        checkInterrupt();
        if (length == 0 || left == 0) {
            return length == 0 ? 0 : -1;
        }
        int n = coder.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(0, n);
        return n;
    }

    private static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Interrupted while decoding");
        }
    }

    @Override
    public void close() throws IOException {
        coder.close();
    }
}
