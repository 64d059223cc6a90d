/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.net.URISyntaxException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the resources URIs that their framework can read, which is stricter than Jetty. The host is left out: it matters to none of
 * them, and a name with an underscore, as containers have them, is no host in a {@link java.net.URI}. Where the rest cannot be read,
 * such as a broken escape in a query, the answer is {@link ErrorCode#BAD_REQUEST}: otherwise that would count as a fault of ours,
 * and its trace would bring the query to the log, token and all. A path has one spelling: with parameters ({@code /metrics;a}) or a
 * slash behind it, which the framework would overlook, it is unknown, so that a proxy's rule for a path holds. Sees to it that every
 * request ends. For resources that answer before they return.
 */
public final class ResourceUriHandler extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceUriHandler.class);
    private static final String ANY_HOST = "storage";
    private static final int ANY_PORT = 80;
    private static final String PAGES = "/swagger-ui/";

    public ResourceUriHandler(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (isMisspelt(request.getHttpURI().getPath())) {
            ErrorResponder.send(request, response, callback, ErrorCode.NOT_FOUND);
            return true;
        }
        AtomicBoolean ended = new AtomicBoolean();
        Callback once = Callback.from(
                () -> {
                    ended.set(true);
                    callback.succeeded();
                },
                failure -> {
                    ended.set(true);
                    fail(request, response, callback, failure);
                });
        boolean handled = super.handle(new WithoutHost(request), response, once);
        // Resources answer before they return. When the client is gone by the end of its answer, the framework leaves
        // it at that,
        // and request and connection would be held for ever.
        if (handled && !ended.get()) {
            callback.failed(new EofException("the answer could not be ended"));
        }
        return handled;
    }

    private static boolean isMisspelt(@Nullable String path) {
        return path != null
                && (path.indexOf(';') >= 0 || (path.length() > 1 && path.endsWith("/") && !path.equals(PAGES)));
    }

    private static void fail(Request request, Response response, Callback callback, Throwable failure) {
        if (failure instanceof URISyntaxException unreadable && !response.isCommitted()) {
            LOG.debug(
                    "Request is refused reason={} index={} request_id={}",
                    unreadable.getReason(),
                    unreadable.getIndex(),
                    RequestId.of(request));
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
        } else {
            callback.failed(failure);
        }
    }

    private static final class WithoutHost extends Request.Wrapper {
        private final HttpURI uri;

        WithoutHost(Request request) {
            super(request);
            uri = HttpURI.build(request.getHttpURI())
                    .host(ANY_HOST)
                    .port(ANY_PORT)
                    .asImmutable();
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }
    }
}
