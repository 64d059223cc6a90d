/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.JobEvent;
import org.openworkshop.storage.transfer.JobWatcher;

/**
 * Sends a job's events to one client, one frame at a time and without ever blocking the job. While a frame is on its way, a
 * newer progress event, also one that only tells another place in line, replaces a waiting one of the same stage; other
 * events wait in order. The close comes after all that waited. A client that takes nothing for too long is dropped.
 * Thread-safe.
 */
final class FrameQueue implements JobWatcher {
    private static final int MAX_WAITING = 64;
    private static final CloseReason DONE = new CloseReason(CloseCodes.NORMAL_CLOSURE, "");
    private static final CloseReason NOT_TAKEN = new CloseReason(CloseCodes.GOING_AWAY, "");
    private static final CloseReason RESTART = new CloseReason(CloseCodes.SERVICE_RESTART, "Server is stopping");

    private final Line line;
    private final Executor executor;
    private final ArrayDeque<JobEvent> waiting = new ArrayDeque<>();
    private boolean busy;
    private @Nullable CloseReason ending;

    /** The way to the client. */
    interface Line {
        /**
         * Sends one frame.
         *
         * @param sent told once, by any thread, whether the client took it; not told when the connection is closed
         */
        void send(String frame, Consumer<Boolean> sent);

        /** Closes the connection, without waiting. */
        void close(CloseReason reason);
    }

    /**
     * @param executor runs the sending, never on the thread that reports the event
     */
    FrameQueue(Line line, Executor executor) {
        this.line = line;
        this.executor = executor;
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

    private synchronized void end(CloseReason reason) {
        if (ending == null) {
            ending = reason;
            wake();
        }
    }

    private void wake() {
        if (!busy) {
            busy = true;
            executor.execute(this::sendNext);
        }
    }

    private void sendNext() {
        @Nullable JobEvent event;
        @Nullable CloseReason close;
        synchronized (this) {
            event = waiting.pollFirst();
            close = ending;
            busy = event != null || close != null;
        }
        if (event != null) {
            line.send(JobFrame.json(event), this::sent);
        } else if (close != null) {
            line.close(close);
        }
    }

    private void sent(boolean taken) {
        if (taken) {
            sendNext();
        } else {
            line.close(NOT_TAKEN);
        }
    }

    private static boolean isLast(JobEvent event) {
        return event.type() == JobEvent.Type.COMPLETE || event.type() == JobEvent.Type.ERROR;
    }
}
