/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request's body whose read failures are {@link BodyException}s, so that they are never taken for failures of the disk. For
 * one thread.
 */
public final class RequestBody extends FilterInputStream {
    public RequestBody(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            throw new BodyException(isTimeout(e), e);
        }
    }

    private static boolean isTimeout(Throwable failure) {
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
