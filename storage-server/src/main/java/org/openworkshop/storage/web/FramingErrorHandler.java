/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives errors that no resource saw (bad framing, bad URI, a fault in a handler) the same body and headers as all others. */
public final class FramingErrorHandler extends ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FramingErrorHandler.class);

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (status < 400) {
            status = 500;
        }
        if (status >= 500 && request.getAttribute(ERROR_EXCEPTION) instanceof Throwable failure) {
            LOG.error("Request failed request_id={}", RequestId.of(request), failure);
        }
        ResponseHeaders.addTo(response.getHeaders());
        response.setStatus(status);
        ErrorResponder.send(request, response, callback, status, phrase(status));
        return true;
    }

    private static String phrase(int status) {
        return switch (status) {
            case 400 -> ErrorCode.BAD_REQUEST.phrase();
            case 404 -> ErrorCode.NOT_FOUND.phrase();
            case 500 -> ErrorCode.INTERNAL_ERROR.phrase();
            default -> HttpStatus.getMessage(status);
        };
    }
}
