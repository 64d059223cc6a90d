/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.JobFeed;
import org.openworkshop.storage.transfer.JobId;
import org.openworkshop.storage.transfer.JobWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that follows one job (RFC 6455). What the client sends is ignored, but its pings are answered and its closes
 * obeyed; a message of more than {@link JobSockets#MAX_MESSAGE_BYTES} ends it. Sending never blocks.
 */
final class JobSocket implements FrameHandler, FrameQueue.Line {
    private static final Logger LOG = LoggerFactory.getLogger(JobSocket.class);
    private static final CloseStatus DENIED = new CloseStatus(CloseStatus.POLICY_VIOLATION, "Access denied");
    private static final CloseStatus FAILED = new CloseStatus(CloseStatus.SERVER_ERROR, "Internal server error");
    private static final CloseStatus TOO_LARGE = new CloseStatus(CloseStatus.MESSAGE_TOO_LARGE, "Message too large");

    /** How long a client may take for one frame, also for the close. */
    private static final long LONGEST_SEND_NANOS = Duration.ofSeconds(30).toNanos();

    private final int number;
    private final Optional<JobId> job;
    private final Jobs jobs;
    private final FrameQueue frames;
    private final Watch watch;
    private volatile @Nullable CoreSession session;
    private volatile @Nullable FrameWriter writer;
    private volatile JobFeed.@Nullable Subscription subscription;
    private long messageBytes;

    /** What there is to follow. */
    interface Jobs {
        /**
         * Follows a job, also one that is not known yet; the watcher hears a snapshot before this returns.
         *
         * @throws IOException when what is known of the job cannot be read
         */
        JobFeed.Subscription watch(JobId id, JobWatcher watcher) throws IOException;
    }

    /** Hears of open sockets. */
    interface Watch {
        /** A socket begins; it may be told to stop at once. */
        void joins(JobSocket socket);

        /** A socket has ended; repeated calls change nothing. */
        void leaves(JobSocket socket);
    }

    /**
     * @param job empty when the client may follow none
     */
    JobSocket(int number, Optional<JobId> job, Jobs jobs, FrameQueue.Way way, Watch watch) {
        this.number = number;
        this.job = job;
        this.jobs = jobs;
        this.frames = new FrameQueue(this, way);
        this.watch = watch;
    }

    /** Not negative. */
    int number() {
        return number;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        writer = new FrameWriter(((WebSocketCoreSession) opened).getConnection().getEndPoint());
        session = opened;
        callback.succeeded();
        if (job.isEmpty()) {
            // Before anything is read: a client that has already ended its side is to hear it too.
            close(DENIED);
        }
        opened.demand();
        watch.joins(this);
        if (job.isPresent()) {
            follow((WebSocketCoreSession) opened, job.get());
        }
    }

    /** On a thread that may read the disk: this may be one that reads the network. */
    private void follow(WebSocketCoreSession opened, JobId id) {
        try {
            opened.getWebSocketComponents().getExecutor().execute(() -> {
                try {
                    subscription = jobs.watch(id, frames);
                    if (!opened.isOutputOpen()) {
                        leave();
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.error("Job cannot be watched job={}", id, e);
                    frames.end(FAILED);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("WebSocket comes while the server ends job={}", id);
            frames.end(FAILED);
        }
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        CoreSession present = session;
        FrameWriter way = writer;
        if (present == null || way == null) {
            callback.succeeded();
            return;
        }
        if (frame.getOpCode() == OpCode.CLOSE) {
            // Jetty answers it then.
            way.finish(callback::succeeded);
            return;
        }
        if (frame.getOpCode() == OpCode.PING) {
            way.pong(frame.getPayload());
        } else if (frame.isDataFrame()) {
            messageBytes = (frame.getOpCode() == OpCode.CONTINUATION ? messageBytes : 0) + frame.getPayloadLength();
            if (messageBytes > JobSockets.MAX_MESSAGE_BYTES) {
                frames.end(TOO_LARGE);
            }
        }
        callback.succeeded();
        present.demand();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        leave();
        callback.succeeded();
    }

    @Override
    public void onError(Throwable failure, Callback callback) {
        LOG.debug("WebSocket failed job={} reason={}", job.orElse(null), failure.toString());
        leave();
        callback.succeeded();
    }

    /**
     * Pings, unless the ping before is still under way, and cuts off a client that has taken nothing for too long.
     *
     * @param now as {@link System#nanoTime} tells
     */
    void ping(long now) {
        CoreSession present = session;
        FrameWriter way = writer;
        if (present == null) {
            return;
        }
        if (frames.waitsLonger(now, LONGEST_SEND_NANOS)) {
            LOG.debug("WebSocket client takes nothing and is cut off job={}", job.orElse(null));
            present.abort();
        } else if (way != null && present.isOutputOpen()) {
            way.ping();
        }
    }

    /** Ends the connection because the server stops, after the frames that wait. */
    void stop() {
        frames.stop();
    }

    private void leave() {
        watch.leaves(this);
        JobFeed.Subscription present = subscription;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public void send(ByteBuffer frame, Consumer<Boolean> sent) {
        FrameWriter way = writer;
        if (way != null) {
            way.text(frame, sent);
        }
    }

    @Override
    public void close(CloseStatus reason) {
        CoreSession present = session;
        FrameWriter way = writer;
        if (present != null && way != null) {
            way.finish(() -> present.close(reason.getCode(), reason.getReason(), Callback.NOOP));
        }
    }
}
