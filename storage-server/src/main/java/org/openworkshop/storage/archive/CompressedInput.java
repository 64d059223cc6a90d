/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * The decoded bytes of the compressed stream that an archive, or a single file, lies in. What is wrong with that stream is told
 * apart from what is wrong with an entry by its exception.
 */
final class CompressedInput extends FilterInputStream {
    CompressedInput(InputStream decoder) {
        super(decoder);
    }

    /** The compressed stream is damaged, whoever was reading from it; the cause is what its decoder threw. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(Exception cause) {
            super(cause);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (SourceException | InterruptedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DamagedException(e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        try {
            return in.skip(count);
        } catch (SourceException | InterruptedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DamagedException(e);
        }
    }
}
