/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.JobEvent;
import org.openworkshop.storage.transfer.JobWatcher;

/**
 * Sends a job's events to one client, one frame at a time and without ever blocking the job. While a frame is on its way, a
 * newer progress event, also one that only tells another place in line, replaces a waiting one of the same stage; other
 * events wait in order, up to {@value #MAX_WAITING}: whoever has missed that many is closed after them. Events and the
 * bytes of their frames are shared with all other watchers, so that a client that takes nothing holds one frame's place in its
 * connection and references beside it. The close comes after all that waited. A client that takes nothing for too long is dropped.
 * Thread-safe.
 */
final class FrameQueue implements JobWatcher, Runnable {
    private static final int MAX_WAITING = 64;
    private static final CloseStatus DONE = new CloseStatus(CloseStatus.NORMAL, "");
    private static final CloseStatus NOT_TAKEN = new CloseStatus(CloseStatus.SHUTDOWN, "");
    /** Service Restart, in the registry of close codes that RFC 6455 section 11.7 sets up. */
    private static final CloseStatus RESTART = new CloseStatus(1012, "Server is stopping");

    private final Line line;
    private final Way way;
    private final ArrayDeque<JobEvent> waiting = new ArrayDeque<>(1);
    private boolean busy;
    private long busySince;
    private @Nullable CloseStatus ending;

    /** The way to the client. */
    interface Line {
        /**
         * Sends one frame.
         *
         * @param frame header and payload, which others send too: to be read only
         * @param sent told once, by any thread, whether the client took it; not told when the connection is closed
         */
        void send(ByteBuffer frame, Consumer<Boolean> sent);

        /** Closes the connection, without waiting. */
        void close(CloseStatus reason);
    }

    /**
     * What all queues share.
     *
     * @param executor runs the sending, never on the thread that reports the event
     */
    record Way(Executor executor, RenderedFrames frames) {}

    FrameQueue(Line line, Way way) {
        this.line = line;
        this.way = way;
    }

    @Override
    public synchronized void event(JobEvent event) {
        if (ending != null) {
            return;
        }
        @Nullable JobEvent last = waiting.peekLast();
        boolean replaces = event.type() == JobEvent.Type.PROGRESS
                && last != null
                && last.type() == JobEvent.Type.PROGRESS
                && last.stage() == event.stage();
        if (replaces) {
            waiting.removeLast();
        }
        waiting.addLast(event);
        if (isLast(event) || waiting.size() > MAX_WAITING) {
            ending = DONE;
        }
        wake();
    }

    @Override
    public void gone() {
        end(DONE);
    }

    /** Takes no more events; when the waiting ones are out, the client is told that the server restarts. */
    void stop() {
        end(RESTART);
    }

    /** Takes no more events; when the waiting ones are out, the connection is closed. The first call counts. */
    synchronized void end(CloseStatus reason) {
        if (ending == null) {
            ending = reason;
            wake();
        }
    }

    private void wake() {
        if (!busy) {
            busy = true;
            busySince = System.nanoTime();
            way.executor().execute(this);
        }
    }

    /**
     * Whether a frame, or the close, has been on its way for longer.
     *
     * @param now as {@link System#nanoTime} tells
     */
    synchronized boolean waitsLonger(long now, long nanos) {
        return busy && now - busySince > nanos;
    }

    /** Sends what waits; only to be called by the executor. */
    @Override
    public void run() {
        @Nullable JobEvent event;
        @Nullable CloseStatus close;
        synchronized (this) {
            event = waiting.pollFirst();
            close = ending;
            busy = event != null || close != null;
            busySince = System.nanoTime();
        }
        if (event != null) {
            line.send(way.frames().of(event), this::sent);
        } else if (close != null) {
            line.close(close);
        }
    }

    private void sent(boolean taken) {
        if (taken) {
            run();
        } else {
            line.close(NOT_TAKEN);
        }
    }

    private static boolean isLast(JobEvent event) {
        return event.type() == JobEvent.Type.COMPLETE || event.type() == JobEvent.Type.ERROR;
    }
}
