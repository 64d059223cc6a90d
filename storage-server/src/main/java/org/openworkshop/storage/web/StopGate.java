/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets requests in and counts them; once shut, it refuses new ones with {@link ErrorCode#SERVER_STOPPING}, WebSockets too. Only
 * monitors are still answered, because they are to see that the server stops rather than that it is gone. A shut gate stays
 * shut. Thread-safe.
 */
public final class StopGate extends Handler.Wrapper {
    private static final Set<String> OF_MONITORS = Set.of("/healthz", "/metrics");

    private final Tally requests = new Tally();
    private volatile boolean shut;

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
        requests.enter();
        Request.addCompletionListener(request, failure -> requests.leave());
        if (shut && !OF_MONITORS.contains(request.getHttpURI().getPath())) {
            HttpFields.Mutable headers = response.getHeaders();
            headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
            ErrorResponder.send(request, response, callback, ErrorCode.SERVER_STOPPING);
            return true;
        }
        return super.handle(request, response, callback);
    }
}
