/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.JobEvent;
import org.openworkshop.storage.transfer.JobWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a job's events to one client, one frame at a time and without ever blocking the job. While a frame is on its way, a
 * newer progress event replaces a waiting one of the same stage; other events wait in order. A client that takes nothing
 * for too long is dropped. Thread-safe.
 */
final class FrameQueue implements JobWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(FrameQueue.class);
    private static final int MAX_WAITING = 64;

    private final Session session;
    private final Executor executor;
    private final ArrayDeque<JobEvent> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean ended;

    /**
     * @param executor runs the sending, never on the thread that reports the event
     */
    FrameQueue(Session session, Executor executor) {
        this.session = session;
        this.executor = executor;
    }

    @Override
    public synchronized void event(JobEvent event) {
        if (ended) {
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
        ended = isLast(event) || waiting.size() > MAX_WAITING;
        wake();
    }

    @Override
    public synchronized void gone() {
        if (!ended) {
            ended = true;
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
        synchronized (this) {
            event = waiting.pollFirst();
            busy = event != null || ended;
            if (!busy) {
                return;
            }
        }
        if (event == null) {
            JobSocket.close(session, new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
            return;
        }
        try {
            session.getAsyncRemote().sendText(JobFrame.json(event), this::sent);
        } catch (IllegalStateException e) {
            LOG.debug("WebSocket is closed session={}", session.getId(), e);
        }
    }

    private void sent(SendResult result) {
        if (result.isOK()) {
            sendNext();
        } else {
            LOG.debug("WebSocket frame was not taken session={}", session.getId(), result.getException());
            JobSocket.close(session, new CloseReason(CloseCodes.GOING_AWAY, ""));
        }
    }

    private static boolean isLast(JobEvent event) {
        return event.type() == JobEvent.Type.COMPLETE || event.type() == JobEvent.Type.ERROR;
    }
}
