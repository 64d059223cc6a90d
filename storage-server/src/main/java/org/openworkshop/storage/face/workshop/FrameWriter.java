/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Writes one client's frames, which are complete bytes (RFC 6455 section 5.2), to its connection, one at a time and without
 * blocking. Passes Jetty's session by, whose queues and objects for each frame cost as much as the system call; so whatever is
 * sent through the session has to go through {@link #finish}. What Jetty sends by itself, the close after a violation of the
 * protocol, cannot come between the bytes of a frame: the connection refuses a second write, and is closed without it. Holds at
 * most one text, one ping and one pong. Thread-safe.
 */
final class FrameWriter extends IteratingCallback {
    private static final byte[] PING = {(byte) 0x89, 0};
    private static final byte PONG = (byte) 0x8A;

    /** The most that a control frame can carry. */
    private static final int MAX_CONTROL_BYTES = 125;

    private final EndPoint connection;
    private @Nullable ByteBuffer pong;
    private boolean ping;
    private @Nullable ByteBuffer text;
    private @Nullable Consumer<Boolean> textSent;
    private @Nullable Consumer<Boolean> underWay;
    private final List<Runnable> ends = new ArrayList<>(0);
    private boolean finished;

    FrameWriter(EndPoint connection) {
        this.connection = connection;
    }

    /**
     * Sends a text frame; to be called again only when the one before was taken.
     *
     * @param frame header and payload, to be read only
     * @param sent told once, by any thread, whether the connection took it; not told when the writer was finished before
     */
    void text(ByteBuffer frame, Consumer<Boolean> sent) {
        synchronized (this) {
            if (finished) {
                return;
            }
            text = frame;
            textSent = sent;
        }
        iterate();
    }

    /** Sends a ping, unless the one before still waits. */
    void ping() {
        synchronized (this) {
            if (finished) {
                return;
            }
            ping = true;
        }
        iterate();
    }

    /** Answers a ping; only the last one when several wait, as RFC 6455 section 5.5.3 allows. */
    void pong(@Nullable ByteBuffer payload) {
        int length = payload == null ? 0 : Math.min(payload.remaining(), MAX_CONTROL_BYTES);
        ByteBuffer frame = ByteBuffer.allocate(2 + length).put(PONG).put((byte) length);
        if (payload != null) {
            frame.put(payload.slice().limit(length));
        }
        synchronized (this) {
            if (finished) {
                return;
            }
            pong = frame.flip();
        }
        iterate();
    }

    /** Writes no more after the frame under way, and runs something then, at once when there is none. */
    void finish(Runnable end) {
        boolean late;
        synchronized (this) {
            late = finished;
            if (!late) {
                ends.add(end);
            }
        }
        if (late) {
            end.run();
        } else {
            iterate();
        }
    }

    @Override
    protected Action process() {
        List<Runnable> last = List.of();
        ByteBuffer next = null;
        synchronized (this) {
            if (!ends.isEmpty()) {
                last = finished();
            } else {
                next = next();
            }
        }
        last.forEach(Runnable::run);
        if (!last.isEmpty()) {
            return Action.SUCCEEDED;
        }
        if (next == null) {
            return Action.IDLE;
        }
        connection.write(this, next);
        return Action.SCHEDULED;
    }

    private @Nullable ByteBuffer next() {
        ByteBuffer next = pong;
        if (next != null) {
            pong = null;
        } else if (ping) {
            ping = false;
            next = ByteBuffer.wrap(PING);
        } else {
            next = text;
            text = null;
            underWay = textSent;
            textSent = null;
        }
        return next;
    }

    private List<Runnable> finished() {
        finished = true;
        pong = null;
        text = null;
        textSent = null;
        List<Runnable> last = List.copyOf(ends);
        ends.clear();
        return last;
    }

    @Override
    protected void onSuccess() {
        tell(true);
    }

    @Override
    protected void onCompleteFailure(Throwable failure) {
        List<Runnable> last;
        synchronized (this) {
            last = finished();
        }
        connection.close(failure);
        tell(false);
        last.forEach(Runnable::run);
    }

    private void tell(boolean taken) {
        Consumer<Boolean> sent;
        synchronized (this) {
            sent = underWay;
            underWay = null;
        }
        if (sent != null) {
            sent.accept(taken);
        }
    }
}
