/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads the rest of a refused request's body, so that a client that is still sending reads the answer instead of a reset
 * connection (RFC 9112 section 9.6). Bounded by bytes and time; past that the connection is closed.
 */
public final class DrainHandler extends Handler.Wrapper {
    private static final long TURN_BYTES = 256 * 1024;

    private final long maxBytes;
    private final Duration maxTime;

    public DrainHandler(Handler handler, long maxBytes, Duration maxTime) {
        super(handler);
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields headers = request.getHeaders();
        boolean hasBody = request.getLength() > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING);
        // Reading from a client that waits for "100 Continue" would ask it to send what nobody wants.
        if (!hasBody || headers.contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString())) {
            return super.handle(request, response, callback);
        }
        return super.handle(
                request, response, Callback.from(() -> new Drain(request, callback).run(), callback::failed));
    }

    private final class Drain implements Runnable {
        private final Request request;
        private final Callback callback;
        private final long deadline;
        private final AtomicBoolean ended = new AtomicBoolean();
        private boolean timed;
        private long drained;

        Drain(Request request, Callback callback) {
            this.request = request;
            this.callback = callback;
            this.deadline = System.nanoTime() + maxTime.toNanos();
        }

        @Override
        public void run() {
            long turnEnds = drained + TURN_BYTES;
            while (!ended.get()) {
                if (drained >= turnEnds) {
                    laterOn();
                    return;
                }
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    limitTime();
                    request.demand(this);
                    return;
                }
                drained += chunk.remaining();
                boolean end = chunk.isLast() || Content.Chunk.isFailure(chunk);
                chunk.release();
                if (end || drained > maxBytes || System.nanoTime() > deadline) {
                    end();
                    return;
                }
            }
        }

        /** The thread may be one that others wait for, and a fast client would never let go of it. */
        private void laterOn() {
            limitTime();
            try {
                request.getComponents().getExecutor().execute(this);
            } catch (RejectedExecutionException e) {
                end();
            }
        }

        /** A client that sends nothing more must not hold the request, or the server's stop, until it is idle too long. */
        private void limitTime() {
            if (!timed) {
                timed = true;
                var unused = request.getComponents()
                        .getScheduler()
                        .schedule(this::end, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        }

        private void end() {
            if (ended.compareAndSet(false, true)) {
                callback.succeeded();
            }
        }
    }
}
