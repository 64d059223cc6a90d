/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives errors that no resource saw (bad framing, bad URI, a fault in a handler) the same body and headers as all others. */
public final class FramingErrorHandler extends ErrorHandler {
    /**
     * Attribute of a connection: the {@code Accept} header of the request that is being read, where the connection keeps it, since
     * a request that is refused in the middle of its headers comes without any.
     */
    public static final String ACCEPT_ATTRIBUTE = FramingErrorHandler.class.getName() + ".accept";

    private static final Logger LOG = LoggerFactory.getLogger(FramingErrorHandler.class);

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (status < 400) {
            status = 500;
        }
        RequestId.give(request, response);
        // An exception that names its status tells what the client did wrong, also where that is 505; a client
        // that is gone is no fault either.
        if (status >= 500
                && request.getAttribute(ERROR_EXCEPTION) instanceof Throwable failure
                && !(failure instanceof HttpException)
                && !(failure instanceof EofException)) {
            RequestJob.whileLogging(
                    request, () -> LOG.error("Request failed request_id={}", RequestId.of(request), failure));
        }
        ResponseHeaders.addTo(response.getHeaders());
        response.setStatus(status);
        ErrorCode code = code(status);
        String accept = accept(request);
        ErrorBody body = code == null
                ? ErrorBody.of(status, HttpStatus.getMessage(status), accept)
                : ErrorBody.of(code, code.phrase(), accept);
        ErrorResponder.write(response, callback, status, body);
        return true;
    }

    /** That of the request, or of what was read of one that is not whole. */
    private static @Nullable String accept(Request request) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        return accept == null && request.getConnectionMetaData().getAttribute(ACCEPT_ATTRIBUTE) instanceof String early
                ? early
                : accept;
    }

    /** Our refusal for a status of Jetty's; null for one that it is not known to give. */
    private static @Nullable ErrorCode code(int status) {
        return switch (status) {
            case 400 -> ErrorCode.BAD_REQUEST;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 414 -> ErrorCode.URI_TOO_LONG;
            case 417 -> ErrorCode.EXPECTATION_FAILED;
            case 426 -> ErrorCode.UPGRADE_REQUIRED;
            case 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 500 -> ErrorCode.INTERNAL_ERROR;
            case 505 -> ErrorCode.VERSION_NOT_SUPPORTED;
            default -> null;
        };
    }
}
