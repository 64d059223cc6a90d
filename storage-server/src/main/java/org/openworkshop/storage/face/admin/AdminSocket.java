/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One page that watches (RFC 6455). It gets what has changed since its last frame, one frame at a time: whoever takes them slowly
 * misses what came between. What it sends is ignored, beyond {@value #MOST_MESSAGE_BYTES} bytes in one message it is closed.
 * Thread-safe.
 */
final class AdminSocket implements FrameHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);
    private static final int MOST_MESSAGE_BYTES = 4096;
    private static final long LONGEST_SEND_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long PING_NANOS = Duration.ofSeconds(20).toNanos();

    private final BooleanSupplier allowed;
    private final Consumer<AdminSocket> joins;
    private final Consumer<AdminSocket> leaves;
    private volatile @Nullable CoreSession session;
    private @Nullable Snapshot last;
    private boolean sending;
    private long sentAt;
    private long messageBytes;

    /**
     * @param allowed whether it may go on
     * @param joins told once, when frames can be sent
     * @param leaves told at the end, at least once
     */
    AdminSocket(BooleanSupplier allowed, Consumer<AdminSocket> joins, Consumer<AdminSocket> leaves) {
        this.allowed = allowed;
        this.joins = joins;
        this.leaves = leaves;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        callback.succeeded();
        opened.demand();
        joins.accept(this);
    }

    /** Tells what is new; only to be called from one thread. */
    void tell(Snapshot now, long nanoTime) {
        CoreSession present = session;
        if (present == null) {
            return;
        }
        if (!allowed.getAsBoolean()) {
            close(CloseStatus.POLICY_VIOLATION, "Session is over");
            return;
        }
        if (isStuck(nanoTime)) {
            LOG.debug("Admin socket takes nothing and is cut off");
            present.abort();
            return;
        }
        Frame frame = next(now, nanoTime);
        if (frame != null) {
            present.sendFrame(frame, Callback.from(this::sent, failure -> present.abort()), false);
        }
    }

    private synchronized boolean isStuck(long nanoTime) {
        return sending && nanoTime - sentAt > LONGEST_SEND_NANOS;
    }

    private synchronized @Nullable Frame next(Snapshot now, long nanoTime) {
        if (sending) {
            return null;
        }
        String news = now.since(last);
        boolean ping = news == null && nanoTime - sentAt > PING_NANOS;
        if (news == null && !ping) {
            return null;
        }
        last = now;
        sending = true;
        sentAt = nanoTime;
        return news == null ? new Frame(OpCode.PING) : new Frame(OpCode.TEXT, news);
    }

    private synchronized void sent() {
        sending = false;
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        CoreSession present = session;
        callbackFor(frame, present);
        callback.succeeded();
        if (present != null && frame.getOpCode() != OpCode.CLOSE) {
            present.demand();
        }
    }

    private void callbackFor(Frame frame, @Nullable CoreSession present) {
        if (present != null && frame.getOpCode() == OpCode.PING) {
            present.sendFrame(new Frame(OpCode.PONG, true, frame.getPayload()), Callback.NOOP, false);
        } else if (frame.isDataFrame()) {
            messageBytes = (frame.getOpCode() == OpCode.CONTINUATION ? messageBytes : 0) + frame.getPayloadLength();
            if (messageBytes > MOST_MESSAGE_BYTES) {
                close(CloseStatus.MESSAGE_TOO_LARGE, "Message too large");
            }
        }
    }

    /** Ends it. */
    void close(int code, String reason) {
        CoreSession present = session;
        if (present != null) {
            present.close(code, reason, Callback.NOOP);
        }
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        leaves.accept(this);
        callback.succeeded();
    }

    @Override
    public void onError(Throwable failure, Callback callback) {
        LOG.debug("Admin socket failed", failure);
        leaves.accept(this);
        callback.succeeded();
    }
}
