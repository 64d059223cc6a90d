/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.download;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.web.PortionedEndPoint;
import org.openworkshop.storage.web.RequestBody;

/**
 * A TCP connection's end that can send stretches of a file without bringing them into this process: the kernel moves them from
 * the page cache to the socket.
 *
 * <p>A stretch is written like any other content, through the response: {@link #stretch} gives a buffer that has the stretch's
 * length, and where that very buffer comes to be flushed, the file's bytes go out in its place. So everything that the server
 * does for a write holds for it too: content length, byte counts, partial writes, write interest, idle time, failure, close.
 *
 * <p>One stretch at a time, by whoever answers the connection's request. Reading the file may block, so what continues after a
 * write must not be declared non-blocking.
 */
final class SendfileEndPoint extends SocketChannelEndPoint implements PortionedEndPoint {
    /** Most bytes of one stretch. */
    static final int MAX_STRETCH = 1024 * 1024;

    /** Most bytes of a stretch that go out with what stands before it; the largest buffer that Jetty's pool keeps by default. */
    private static final int OPENING_BYTES = 64 * 1024;

    /** What stand-ins are cut from. Nobody reads it; should that ever happen, {@link #requireSent} notices. */
    private static final ByteBuffer BLANK =
            ByteBuffer.allocateDirect(MAX_STRETCH).asReadOnlyBuffer();

    /**
     * Until Java 21 nothing keeps a socket's descriptor from being closed, and given to another connection, while the kernel
     * is told to move a file to it. Therefore a close waits for a transfer, without a thread.
     */
    private enum State {
        READY,
        TRANSFERRING,
        /** To be closed by whoever transfers. */
        CLOSING,
        CLOSED
    }

    /** Sends bytes of a file, and says whether all that was to be sent is. */
    private interface Sending {
        boolean run() throws IOException;
    }

    /** A part of a file on its way, and the buffer that stands for it; what is left of the buffer is what is still to be sent. */
    private record Stretch(FileChannel file, long end, ByteBuffer standIn) {
        long position() {
            return end - standIn.remaining();
        }
    }

    private final ByteBufferPool pool;
    private final AtomicReference<State> state = new AtomicReference<>(State.READY);
    private volatile @Nullable Stretch stretch;

    /**
     * Most bytes of a read of which nobody said anything. Not more than a frame of HTTP/2 (RFC 9113 section 4.2): of what comes with
     * a connection's preface Jetty refuses headers beyond the limit without the GOAWAY that says why.
     */
    private static final int PLAIN_PORTION = 16 * 1024;

    /** Most bytes that the next read may bring. */
    private volatile int portion = PLAIN_PORTION;

    /** @param pool of the buffer in which a file's first bytes go out with the headers */
    SendfileEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            ByteBufferPool pool) {
        super(channel, selector, key, scheduler);
        this.pool = pool;
    }

    /** The end of a request's connection when files can be sent over it; null for TLS and HTTP/2, whose bytes are not the file's. */
    static @Nullable SendfileEndPoint find(Request request) {
        return request.getConnectionMetaData().getConnection() instanceof HttpConnection connection
                        && connection.getEndPoint() instanceof SendfileEndPoint endPoint
                ? endPoint
                : null;
    }

    /**
     * A buffer to be written once, in whose place the bytes of a file are sent.
     *
     * @param file to be open until the write has ended
     * @param position of the first byte
     * @param length 1 to {@link #MAX_STRETCH}
     */
    ByteBuffer stretch(FileChannel file, long position, int length) {
        ByteBuffer standIn = BLANK.duplicate().limit(length);
        stretch = new Stretch(file, position + length, standIn);
        return standIn;
    }

    /**
     * Ends a stretch whose write has succeeded.
     *
     * @throws IOException when something else than the file's bytes was sent: then the connection must be closed
     */
    @SuppressWarnings("ReferenceEquality") // any other buffer that is as empty is no stand-in
    void requireSent(ByteBuffer standIn) throws IOException {
        @Nullable Stretch sent = stretch;
        stretch = null;
        if (sent == null || sent.standIn() != standIn || standIn.hasRemaining()) {
            throw new IOException("what stands for a part of a file was taken for the part itself");
        }
    }

    @Override
    public void nextPortion(int bytes) {
        portion = bytes;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int most = portion;
        // Only those of HTTP/1.1 are so large; what TLS and HTTP/2 read are frames.
        boolean whole =
                buffer.capacity() < RequestBody.BLOCK_BYTES || most >= buffer.capacity() || buffer.hasRemaining();
        int filled = whole ? super.fill(buffer) : fillStart(buffer, most);
        if (filled > 0) {
            portion = PLAIN_PORTION;
        }
        return filled;
    }

    /** Fills the first bytes of an empty buffer. */
    private int fillStart(ByteBuffer buffer, int most) throws IOException {
        ByteBuffer start = buffer.clear().slice(0, most);
        BufferUtil.clear(start);
        try {
            return super.fill(start);
        } finally {
            buffer.limit(start.limit());
        }
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        @Nullable Stretch current = stretch;
        int place = current == null ? -1 : indexOf(current.standIn(), buffers);
        if (current == null || place < 0) {
            return super.flush(buffers);
        }
        if (place > 0 && !whileOpen(() -> flushOpening(buffers, place, current))) {
            return false;
        }
        boolean sent = !current.standIn().hasRemaining() || whileOpen(() -> transfer(current));
        return sent
                && (place + 1 == buffers.length || super.flush(Arrays.copyOfRange(buffers, place + 1, buffers.length)));
    }

    @SuppressWarnings("ReferenceEquality") // content may be as blank as a stand-in
    private static int indexOf(ByteBuffer standIn, ByteBuffer[] buffers) {
        for (int i = 0; i < buffers.length; i++) {
            if (buffers[i] == standIn) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Sends what stands before a stretch together with the stretch's first bytes, which are copied for that. Headers in a packet
     * of their own wake the client before there is anything to read; it then reads while we send, with a window that is often
     * full. Other servers hold their headers back with TCP_CORK, which Java does not offer.
     */
    private boolean flushOpening(ByteBuffer[] buffers, int place, Stretch current) throws IOException {
        ByteBuffer standIn = current.standIn();
        RetainableByteBuffer.Mutable pooled = pool.acquire(OPENING_BYTES, true);
        try {
            ByteBuffer opening = pooled.getByteBuffer().clear().slice(0, Math.min(OPENING_BYTES, standIn.remaining()));
            FileReads.fully(current.file(), current.position(), opening);
            opening.flip();
            ByteBuffer[] together = Arrays.copyOf(buffers, place + 1);
            together[place] = opening;
            boolean flushed = super.flush(together);
            standIn.position(standIn.position() + opening.position());
            return flushed;
        } finally {
            pooled.release();
        }
    }

    private boolean transfer(Stretch current) throws IOException {
        ByteBuffer standIn = current.standIn();
        long sent = current.file().transferTo(current.position(), standIn.remaining(), getChannel());
        if (sent == 0 && current.file().size() < current.end()) {
            throw new EOFException(FileReads.SHORTER);
        }
        standIn.position(standIn.position() + (int) sent);
        if (sent > 0) {
            notIdle();
        }
        return !standIn.hasRemaining();
    }

    /** Uses the file and the socket, which is not closed meanwhile. */
    private boolean whileOpen(Sending sending) throws IOException {
        if (!state.compareAndSet(State.READY, State.TRANSFERRING)) {
            throw new EofException("closed");
        }
        try {
            return sending.run();
        } finally {
            if (!state.compareAndSet(State.TRANSFERRING, State.READY)) {
                state.set(State.CLOSED);
                super.doClose();
            }
        }
    }

    /** Not while a transfer runs: that one closes then. */
    @Override
    public void doClose() {
        State before = state.getAndUpdate(
                now -> now == State.TRANSFERRING ? State.CLOSING : now == State.READY ? State.CLOSED : now);
        if (before == State.READY) {
            super.doClose();
        }
    }

    /** A client is not idle while we wait for the disk. */
    @Override
    protected void onIdleExpired(TimeoutException timeout) {
        if (state.get() != State.TRANSFERRING) {
            super.onIdleExpired(timeout);
        }
    }
}
