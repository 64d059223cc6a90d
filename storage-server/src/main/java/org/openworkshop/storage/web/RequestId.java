/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gives every request an id, tells it to the client as {@code X-Request-Id} and keeps it for the log. */
public final class RequestId extends Handler.Wrapper {
    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final SecureRandom RANDOM = new SecureRandom();

    public RequestId(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        give(request, response);
        return super.handle(request, response, callback);
    }

    /** Gives a request its id, also one that was refused before it came here; one that has an id keeps it. */
    static void give(Request request, Response response) {
        if (request.getAttribute(ATTRIBUTE) == null) {
            byte[] bytes = new byte[8];
            RANDOM.nextBytes(bytes);
            request.setAttribute(ATTRIBUTE, HexFormat.of().formatHex(bytes));
        }
        response.getHeaders().put("X-Request-Id", of(request));
    }

    /** The request's id, {@code -} for one that has none yet. */
    public static String of(Request request) {
        Object id = request.getAttribute(ATTRIBUTE);
        return id == null ? "-" : id.toString();
    }
}
