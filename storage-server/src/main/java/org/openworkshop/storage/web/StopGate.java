/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets requests in and counts them. Those that come while too many are under way, or over a connection too many, are refused with
 * {@link ErrorCode#SERVER_BUSY}; once shut, it refuses all new ones with {@link ErrorCode#SERVER_STOPPING}; WebSockets too. Only
 * monitors are always answered, because they are to see that the server is busy or stops rather than that it is gone. A shut
 * gate stays shut. Never blocks. Thread-safe.
 */
public final class StopGate extends Handler.Wrapper {
    private static final Set<String> OF_MONITORS = Set.of("/healthz", "/metrics");

    private final Tally requests = new Tally();
    private final int mostRequests;
    private final Predicate<Request> crowded;
    private volatile boolean shut;

    /**
     * @param mostRequests how many may be under way
     * @param crowded whether a request's connection is one too many
     */
    public StopGate(int mostRequests, Predicate<Request> crowded) {
        this.mostRequests = mostRequests;
        this.crowded = crowded;
    }

    /** Refuses requests from now on; those under way go on. */
    public void shut() {
        shut = true;
    }

    /** Whether requests are refused. */
    public boolean isShut() {
        return shut;
    }

    /** The requests under way, each from its headers to the last byte of its answer; upgraded connections are none. */
    public Tally requests() {
        return requests;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Counted before the look at the gate: whoever shuts it and then waits overlooks nobody.
        int count = requests.enter();
        Request.addCompletionListener(request, failure -> requests.leave());
        if (OF_MONITORS.contains(request.getHttpURI().getPath())) {
            return super.handle(request, response, callback);
        }
        boolean noPlace = crowded.test(request);
        if (shut || noPlace) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
        if (shut || noPlace || count > mostRequests) {
            ErrorResponder.send(request, response, callback, shut ? ErrorCode.SERVER_STOPPING : ErrorCode.SERVER_BUSY);
            return true;
        }
        return super.handle(request, response, callback);
    }
}
