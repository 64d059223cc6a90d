/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log: one line per request in the common log format, on the logger {@code access}. The query's {@code token} is
 * removed.
 */
public final class AccessLog implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("access");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ClientAddress clientAddress;
    private final Clock clock;

    public AccessLog(ClientAddress clientAddress, Clock clock) {
        this.clientAddress = clientAddress;
        this.clock = clock;
    }

    @Override
    public void log(Request request, Response response) {
        LOG.info(
                "{} - - [{}] \"{} {} {}\" {} {}",
                clientAddress.of(request),
                TIME.format(clock.instant()),
                LogText.of(request.getMethod()),
                LogText.of(RequestTarget.withoutToken(request.getHttpURI().getPathQuery())),
                request.getConnectionMetaData().getHttpVersion().asString(),
                response.getStatus(),
                Response.getContentBytesWritten(response));
    }
}
