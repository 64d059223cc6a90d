/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;

/**
 * A request's body whose read failures are {@link BodyException}s, so that they are never taken for failures of the disk. Its
 * bytes must all have come within a time that begins with the first read, however steadily they drip, and not more slowly on
 * average than a rate; how long the client may send nothing at all is its {@link IdleTime}. Reading blocks. Need not be
 * closed. For one thread.
 */
public final class RequestBody extends InputStream {
    /** What files are written in, where the connection lets us choose: as much as one of its buffers takes. */
    public static final int BLOCK_BYTES = 128 * 1024;

    private final Request request;
    private final @Nullable PortionedEndPoint portions;
    private final BodyClock clock;
    private final Blocker.Shared blocking = new Blocker.Shared();
    private final IdleTime idleTime;
    private boolean begun;
    private @Nullable String stated;
    private @Nullable MessageDigest digest;
    private Content.@Nullable Chunk unread;
    private boolean ended;
    private final Object stopping = new Object();
    private boolean waiting;
    private volatile boolean stopped;

    /** The body of a request that nobody has read from. */
    public RequestBody(Request request, BodyPace pace) {
        this.request = request;
        this.portions = portions(request);
        this.clock = new BodyClock(pace, System::nanoTime);
        this.idleTime = IdleTime.of(request);
    }

    /**
     * From now on all bytes are hashed too, and the end of the body is an {@link ErrorCode#DIGEST_MISMATCH} when it is not the one
     * stated.
     *
     * @param sha256 in lower-case hexadecimal, null for any
     */
    public void verify(@Nullable String sha256) {
        stated = sha256;
        digest = sha256 == null ? null : sha256();
    }

    /** Over HTTP/2 and TLS what is read is not what the file gets. */
    private static @Nullable PortionedEndPoint portions(Request request) {
        return request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2
                        && request.getConnectionMetaData().getConnection().getEndPoint()
                                instanceof PortionedEndPoint endPoint
                ? endPoint
                : null;
    }

    /**
     * {@link #next()} for somebody who writes a file.
     *
     * @param position where in the file the next bytes go; they end with one of its blocks of {@link #BLOCK_BYTES} when they can
     */
    public Content.@Nullable Chunk next(long position) throws IOException {
        if (portions != null) {
            portions.nextPortion(BLOCK_BYTES - (int) (position % BLOCK_BYTES));
        }
        return next();
    }

    /**
     * The next bytes as they came, null when all have come. Whoever takes them releases them.
     *
     * @throws BodyException when they do not come
     * @throws ApiException when all have come and are not those stated
     */
    public Content.@Nullable Chunk next() throws IOException {
        begin();
        while (!ended) {
            requireNotStopped();
            if (clock.leftInAll() <= 0) {
                throw tooSlow("the whole body took too long");
            }
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                await();
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                requireOurTimeLeft(chunk.getFailure());
                continue;
            }
            ended = chunk.isLast();
            if (chunk.hasRemaining()) {
                take(chunk.getByteBuffer());
                return chunk;
            }
            chunk.release();
        }
        requireStated();
        return null;
    }

    private void requireStated() {
        MessageDigest all = digest;
        digest = null;
        if (all != null && !HexFormat.of().formatHex(all.digest()).equals(stated)) {
            throw new ApiException(ErrorCode.DIGEST_MISMATCH);
        }
    }

    private void take(ByteBuffer bytes) {
        clock.received(bytes.remaining());
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        Content.Chunk chunk = unread == null ? next() : unread;
        if (chunk == null) {
            return -1;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        int count = Math.min(bytes.remaining(), length);
        bytes.get(buffer, offset, count);
        if (bytes.hasRemaining()) {
            unread = chunk;
        } else {
            unread = null;
            chunk.release();
        }
        return count;
    }

    /** Gives back what was read from the connection and not from here. */
    @Override
    public void close() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    /** Waits for the client; when our own time is over first, the next read fails with a timeout. */
    private void await() throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(Math.min(clock.leftInAll(), clock.leftForRate()));
        if (left <= 0) {
            throw tooSlow("the body came too slowly");
        }
        long idle = idleTime.get();
        synchronized (stopping) {
            if (stopped) {
                return;
            }
            waiting = true;
            if (isShorter(left)) {
                idleTime.set(left);
            }
        }
        long since = clock.now();
        try (Blocker.Runnable arrival = blocking.runnable()) {
            request.demand(arrival);
            arrival.block();
        } catch (IOException e) {
            throw new BodyException(isTimeout(e), e);
        } finally {
            clock.waitedSince(since);
            synchronized (stopping) {
                waiting = false;
                if (idleTime.get() != idle) {
                    idleTime.set(idle);
                }
            }
        }
    }

    /** Whether we may wait for less than the idle time. */
    private boolean isShorter(long millis) {
        long idle = idleTime.get();
        return idle <= 0 || millis < idle;
    }

    /**
     * Ends the reading: whoever waits for bytes, or asks for more, gets a {@link BodyException}. The rest stays unread, and the
     * request can be answered. For any thread.
     */
    public void stop() {
        synchronized (stopping) {
            stopped = true;
            if (waiting) {
                // The only way to take back that bytes are waited for. When nobody waits it would hit the answer.
                idleTime.set(1);
            }
        }
    }

    private void requireNotStopped() throws BodyException {
        if (stopped) {
            throw new BodyException(false, new InterruptedIOException("the reading was ended"));
        }
    }

    private void requireOurTimeLeft(Throwable failure) throws BodyException {
        requireNotStopped();
        // The idle time counts from the last byte, not from this call, so a shortened one may have ended too early.
        boolean early = isTimeout(failure)
                && isShorter(TimeUnit.NANOSECONDS.toMillis(Math.min(clock.leftInAll(), clock.leftForRate())));
        if (!early) {
            throw new BodyException(isTimeout(failure), failure);
        }
    }

    private void begin() {
        clock.begin();
        if (!begun) {
            begun = true;
            // While nobody waits for the client, it is us who are slow: no reason to fail the next read.
            request.addIdleTimeoutListener(timeout -> false);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static BodyException tooSlow(String what) {
        return new BodyException(true, new TimeoutException(what));
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
