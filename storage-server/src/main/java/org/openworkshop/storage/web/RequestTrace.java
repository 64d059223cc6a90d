/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.trace.Span;
import org.openworkshop.storage.trace.TraceContext;
import org.openworkshop.storage.trace.Tracing;

/**
 * Gives requests their spans, as parts of the traces that their {@code traceparent} headers name; a request without a usable one
 * begins a trace. Says of a request its method, its route and its answer's status, and nothing that a client chose freely. Never
 * blocks.
 */
public final class RequestTrace extends Handler.Wrapper {
    private static final String ATTRIBUTE = RequestTrace.class.getName();
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Tracing tracing;
    private final UnaryOperator<String> route;
    private final Predicate<String> excluded;

    /**
     * @param route a path's route, from a closed list
     * @param excluded whether requests for a path have no span
     */
    public RequestTrace(Handler handler, Tracing tracing, UnaryOperator<String> route, Predicate<String> excluded) {
        super(handler);
        this.tracing = tracing;
        this.route = route;
        this.excluded = excluded;
    }

    /** The place of a request's span in its trace; null when it has none. */
    public static @Nullable TraceContext of(Request request) {
        return request.getAttribute(ATTRIBUTE) instanceof Span span ? span.context() : null;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        if (path != null && !excluded.test(path)) {
            follow(request, response, path);
        }
        return super.handle(request, response, callback);
    }

    private void follow(Request request, Response response, String path) {
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "_OTHER";
        String name = route.apply(path);
        Span span = tracing.start(method + " " + name, Span.Kind.SERVER, caller(request))
                .with("http.request.method", method)
                .with("http.route", name)
                .with("request.id", RequestId.of(request));
        request.setAttribute(ATTRIBUTE, span);
        Request.addCompletionListener(request, failure -> end(span, response.getStatus(), failure));
    }

    /** Several headers contradict each other, so that none counts. */
    private static @Nullable TraceContext caller(Request request) {
        List<String> headers = request.getHeaders().getValuesList(TraceContext.HEADER);
        return headers.size() == 1 ? TraceContext.parse(headers.get(0)).orElse(null) : null;
    }

    private static void end(Span span, int status, @Nullable Throwable failure) {
        span.with("http.response.status_code", status);
        if (failure != null) {
            span.failed("broken_off");
        } else if (status >= 500) {
            span.failed(Integer.toString(status));
        }
        span.end();
    }
}
