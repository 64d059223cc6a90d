/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes error answers from core handlers, which stand beside the resources. */
public final class ErrorResponder {
    private ErrorResponder() {}

    /** Answers with a known refusal. */
    public static void send(Request request, Response response, Callback callback, ErrorCode code) {
        write(response, callback, code.status(), ErrorBody.of(code, code.phrase(), accept(request)));
    }

    /** Answers with a status and text that another service gave. */
    public static void send(Request request, Response response, Callback callback, int status, String phrase) {
        write(response, callback, status, ErrorBody.of(status, phrase, accept(request)));
    }

    private static @org.jspecify.annotations.Nullable String accept(Request request) {
        return request.getHeaders().get(HttpHeader.ACCEPT);
    }

    static void write(Response response, Callback callback, int status, ErrorBody body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, body.contentType());
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.bytes().length);
        RetryAfter.seconds(status).ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
        response.write(true, ByteBuffer.wrap(body.bytes()), callback);
    }
}
