/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpChannelState;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection that answers a malformed request when its bytes are no longer being read, and reads on when that is
 * answered. Jetty 12.1 lets another thread answer at once: both then read, and each gives the connection's buffer back, while a
 * third connection may have got it already, whose requests lose their bytes. A request whose head ends with the client's half of the
 * connection gets no answer: Jetty ends the other half before.
 */
public class OneReaderConnection extends HttpConnection {
    // Without values of their own: the superclass's constructor comes before those.
    private volatile boolean handedOn;
    private volatile boolean refusing;
    private volatile @Nullable Thread refuser;
    private volatile @Nullable Refusal refusal;

    /** What is to be answered by the thread that found a request malformed, when it has left the loop in which it reads. */
    private record Refusal(Thread finder, Runnable answer) {}

    /** A connection that has not been opened. */
    protected OneReaderConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
        super(configuration, connector, endPoint);
    }

    @Override
    protected HttpChannel newHttpChannel(Server server, HttpConfiguration configuration) {
        return new LaterFailure(this);
    }

    @Override
    protected RequestHandler newRequestHandler() {
        return new RefusingHandler();
    }

    @Override
    protected HttpStreamOverHTTP1 newHttpStream(String method, String target, HttpVersion version) {
        return new HandedOnStream(method, target, version);
    }

    @Override
    public void onFillable() {
        if (refusing) {
            // Goes on in run().
            return;
        }
        super.onFillable();
        Refusal found = refusal;
        // Another thread's may be there when this one comes late out of its loop.
        if (found != null && found.finder() == Thread.currentThread()) {
            refusal = null;
            found.answer().run();
        }
    }

    /** Not before a refusal is answered: whoever waits for bytes then would be in the way of what follows the answer. */
    @Override
    public void fillInterested(Callback callback) {
        if (!refusing) {
            super.fillInterested(callback);
        }
    }

    /** Goes on behind an answer. */
    @Override
    public void run() {
        refusing = false;
        super.run();
    }

    /** Told of the whole connection's failures. */
    private final class LaterFailure extends HttpChannelState {
        LaterFailure(ConnectionMetaData connection) {
            super(connection);
        }

        @Override
        public @Nullable Runnable onFailure(Throwable failure) {
            Runnable answer = super.onFailure(failure);
            if (answer == null || refuser != Thread.currentThread()) {
                return answer;
            }
            refusing = true;
            refusal = new Refusal(Thread.currentThread(), answer);
            return null;
        }
    }

    /** Told of what is not HTTP. */
    private final class RefusingHandler extends RequestHandler {
        @Override
        public void badMessage(HttpException failure) {
            // Later a handler reads, on whatever thread, and is told by its reads.
            refuser = handedOn ? null : Thread.currentThread();
            try {
                super.badMessage(failure);
            } finally {
                refuser = null;
            }
        }
    }

    /** A request and its answer. */
    protected class HandedOnStream extends HttpStreamOverHTTP1 {
        /** A request whose first line was read. */
        protected HandedOnStream(String method, String target, HttpVersion version) {
            super(method, target, version);
        }

        @Override
        public Runnable headerComplete() {
            Runnable handler = super.headerComplete();
            handedOn = true;
            return handler;
        }

        @Override
        public void succeeded() {
            handedOn = false;
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            handedOn = false;
            super.failed(failure);
        }
    }
}
