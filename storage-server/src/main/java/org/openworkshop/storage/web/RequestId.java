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
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        request.setAttribute(ATTRIBUTE, id);
        response.getHeaders().put("X-Request-Id", id);
        return super.handle(request, response, callback);
    }

    /** The request's id, {@code -} for one that was refused before it got one. */
    public static String of(Request request) {
        Object id = request.getAttribute(ATTRIBUTE);
        return id == null ? "-" : id.toString();
    }
}
