/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The access log: one line per request on the logger {@code access}, with its first line as {@link RequestLine} has it. */
public final class AccessLog implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("access");

    private final ClientAddress clientAddress;

    public AccessLog(ClientAddress clientAddress) {
        this.clientAddress = clientAddress;
    }

    @Override
    public void log(Request request, Response response) {
        RequestJob.whileLogging(request, () -> write(request, response));
    }

    private void write(Request request, Response response) {
        RequestLine line = RequestLine.of(request);
        LOG.info(
                "Request is answered client={} method={} target={} protocol={} status={} bytes={} millis={} request_id={}",
                clientAddress.of(request),
                line.method(),
                line.target(),
                line.protocol(),
                response.getStatus(),
                Response.getContentBytesWritten(response),
                NanoTime.millisSince(request.getBeginNanoTime()),
                RequestId.of(request));
    }
}
