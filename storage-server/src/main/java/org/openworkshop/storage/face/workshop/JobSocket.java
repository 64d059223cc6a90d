/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.TokenException;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.transfer.JobFeed;
import org.openworkshop.storage.transfer.JobId;
import org.openworkshop.storage.transfer.Transfers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection that follows one job. What the client sends is ignored. */
public final class JobSocket extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(JobSocket.class);

    private final Transfers transfers;
    private final TransferTokens tokens;
    private final Executor executor;
    private final Watch watch;
    private final AtomicBoolean pinging = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile @Nullable FrameQueue frames;
    private volatile JobFeed.@Nullable Subscription subscription;

    /** Hears of sockets that follow a job. */
    interface Watch {
        /** A socket begins; it may be told to stop at once. */
        void joins(JobSocket socket);

        /** A socket has ended; repeated calls change nothing. */
        void leaves(JobSocket socket);
    }

    JobSocket(Transfers transfers, TransferTokens tokens, Executor executor, Watch watch) {
        this.transfers = transfers;
        this.tokens = tokens;
        this.executor = executor;
        this.watch = watch;
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        session = opened;
        Optional<JobId> job = authorizedJob(opened);
        if (job.isEmpty()) {
            close(opened, new CloseReason(CloseCodes.VIOLATED_POLICY, "Access denied"));
            return;
        }
        opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {});
        opened.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) bytes -> {});
        FrameQueue queue = new FrameQueue(new SessionLine(opened), executor);
        frames = queue;
        watch.joins(this);
        try {
            subscription = transfers.watch(job.get(), queue);
            if (!opened.isOpen()) {
                leave();
            }
        } catch (IOException e) {
            LOG.error("Job cannot be watched job={}", job.get(), e);
            close(opened, new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "Internal server error"));
        }
    }

    @Override
    public void onClose(Session closed, CloseReason reason) {
        leave();
    }

    @Override
    public void onError(Session failed, Throwable failure) {
        LOG.debug("WebSocket failed session={}", failed.getId(), failure);
        leave();
    }

    /** Pings on another thread, because a client that takes nothing would hold up all others; skips one still under way. */
    void ping() {
        Session present = session;
        if (present != null && present.isOpen() && pinging.compareAndSet(false, true)) {
            try {
                executor.execute(() -> ping(present));
            } catch (RejectedExecutionException e) {
                pinging.set(false);
                LOG.debug("No thread is free for a ping session={}", present.getId(), e);
            }
        }
    }

    private void ping(Session present) {
        try {
            present.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            LOG.debug("Ping failed session={}", present.getId(), e);
        } finally {
            pinging.set(false);
        }
    }

    /** Ends the connection because the server stops, after the frames that wait. */
    void stop() {
        FrameQueue queue = frames;
        if (queue != null) {
            queue.stop();
        }
    }

    private void leave() {
        watch.leaves(this);
        JobFeed.Subscription present = subscription;
        if (present != null) {
            present.close();
        }
    }

    private Optional<JobId> authorizedJob(Session opened) {
        Optional<JobId> asked = JobId.find(opened.getPathParameters().get("job_id"));
        Map<String, List<String>> query = opened.getRequestParameterMap();
        List<String> given = query.getOrDefault("token", List.of());
        try {
            String allowed =
                    tokens.verify(given.isEmpty() ? null : given.get(0)).text("job_id");
            return asked.filter(id -> id.value().equals(allowed));
        } catch (TokenException e) {
            LOG.debug("WebSocket token refused reason={}", e.reason());
            return Optional.empty();
        }
    }

    private static void close(Session session, CloseReason reason) {
        try {
            session.close(reason);
        } catch (IOException e) {
            LOG.debug("WebSocket could not be closed session={}", session.getId(), e);
        }
    }

    private record SessionLine(Session session) implements FrameQueue.Line {
        @Override
        public void send(String frame, Consumer<Boolean> sent) {
            try {
                session.getAsyncRemote().sendText(frame, result -> {
                    if (!result.isOK()) {
                        LOG.debug("WebSocket frame was not taken session={}", session.getId(), result.getException());
                    }
                    sent.accept(result.isOK());
                });
            } catch (IllegalStateException e) {
                LOG.debug("WebSocket is closed session={}", session.getId(), e);
            }
        }

        @Override
        public void close(CloseReason reason) {
            JobSocket.close(session, reason);
        }
    }
}
