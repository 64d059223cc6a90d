/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request's body whose read failures are {@link BodyException}s, so that they are never taken for failures of the disk. Its
 * bytes must all have come within a time that begins with the first read, however steadily they drip; how long the client may
 * send nothing at all is its {@link IdleTime}. Reading blocks. Need not be closed. For one thread.
 */
public final class RequestBody extends InputStream {
    private final Request request;
    private final InputStream body;
    private final IdleTime idleTime;
    private final long atMostNanos;
    private boolean begun;
    private long deadline;

    /**
     * The body of a request that nobody has read from.
     *
     * @param atMost the longest time from the first read to the last byte
     */
    public RequestBody(Request request, Duration atMost) {
        this.request = request;
        this.body = Request.asInputStream(request);
        this.idleTime = IdleTime.of(request);
        this.atMostNanos = atMost.toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        begin();
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new BodyException(true, new TimeoutException("the whole body took too long"));
            }
            long idle = idleTime.get();
            boolean shortened = idle <= 0 || left < idle;
            if (shortened) {
                idleTime.set(left);
            }
            try {
                return body.read(buffer, offset, length);
            } catch (IOException e) {
                // The idle time counts from the last byte, not from this call, so it may have ended too early.
                if (!shortened || !isTimeout(e)) {
                    throw new BodyException(isTimeout(e), e);
                }
            } finally {
                if (shortened) {
                    idleTime.set(idle);
                }
            }
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            deadline = System.nanoTime() + atMostNanos;
            // While nobody waits for the client, it is us who are slow: no reason to fail the next read.
            request.addIdleTimeoutListener(timeout -> false);
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
