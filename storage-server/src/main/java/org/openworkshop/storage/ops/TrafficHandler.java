/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Counts bodies' bytes while they pass, so that a transfer of an hour shows in the figures during that hour and not at its end.
 * What does not come through here, or passes before or after it, {@link RequestMetrics} counts when the request is over.
 * Thread-safe.
 */
public final class TrafficHandler extends Handler.Wrapper {
    private static final String ATTRIBUTE = TrafficHandler.class.getName();

    private final Traffic traffic;

    public TrafficHandler(Handler next, Metrics metrics) {
        super(next);
        this.traffic = metrics.traffic();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Passing passing =
                new Passing(request, traffic, Route.of(request.getHttpURI().getPath()));
        request.setAttribute(ATTRIBUTE, passing);
        return super.handle(passing, new PassingResponse(passing, response), callback);
    }

    /** What has passed of a request; null when it did not come through here. */
    static @Nullable Passing find(Request request) {
        return request.getAttribute(ATTRIBUTE) instanceof Passing passing ? passing : null;
    }

    /**
     * A request whose body is counted, and what was counted of it and its answer. Each of the two is read or written by one thread
     * at a time, and looked at when both are over.
     */
    static final class Passing extends Request.Wrapper {
        private final Traffic traffic;
        private final Route route;
        private long received;
        private long sent;

        Passing(Request request, Traffic traffic, Route route) {
            super(request);
            this.traffic = traffic;
            this.route = route;
        }

        long received() {
            return received;
        }

        long sent() {
            return sent;
        }

        @Override
        public Content.@Nullable Chunk read() {
            Content.@Nullable Chunk chunk = super.read();
            int bytes = chunk == null ? 0 : chunk.remaining();
            if (bytes > 0) {
                received += bytes;
                traffic.received(route, bytes);
            }
            return chunk;
        }

        void sending(int bytes) {
            if (bytes > 0) {
                sent += bytes;
                traffic.sent(route, bytes);
            }
        }
    }

    /** Also sees files that the kernel sends: a buffer of their length is written in their place. */
    private static final class PassingResponse extends Response.Wrapper {
        private final Passing passing;

        PassingResponse(Passing passing, Response response) {
            super(passing, response);
            this.passing = passing;
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
            passing.sending(content == null ? 0 : content.remaining());
            super.write(last, content, callback);
        }
    }
}
