/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Counts answered requests by route, method and status, and the bytes of their bodies. Labels come from closed lists, so that clients
 * cannot make the figures grow. Makes no objects for a request like one before. Thread-safe.
 */
public final class RequestMetrics implements RequestLog {
    private static final String OTHER = "other";
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", OTHER);
    private static final HttpStatus.Code[] CODES = HttpStatus.Code.values();
    private static final int STATUSES = CODES.length + 1;
    private static final int[] STATUS_INDEX = statusIndex();

    private final Counter requests;
    private final Children<Route, AtomicReferenceArray<@Nullable CounterDataPoint>> known = new Children<>(
            Route.class, route -> new AtomicReferenceArray<@Nullable CounterDataPoint>(METHODS.size() * STATUSES));
    private final Traffic traffic;

    public RequestMetrics(Metrics metrics) {
        traffic = metrics.traffic();
        requests = metrics.instruments()
                .counter("storage_http_requests_total", "Answered requests.", "route", "method", "status");
    }

    /** The place of each registered status; all others share the first. */
    private static int[] statusIndex() {
        int[] index = new int[HttpStatus.MAX_CODE + 1];
        for (int i = 0; i < CODES.length; i++) {
            index[CODES[i].getCode()] = i + 1;
        }
        return index;
    }

    @Override
    public void log(Request request, Response response) {
        Route route = Route.of(request.getHttpURI().getPath());
        count(route, request.getMethod(), response.getStatus());
        TrafficHandler.@Nullable Passing passed = TrafficHandler.find(request);
        traffic.received(route, Request.getContentBytesRead(request) - (passed == null ? 0 : passed.received()));
        traffic.sent(route, Response.getContentBytesWritten(response) - (passed == null ? 0 : passed.sent()));
    }

    private void count(Route route, @Nullable String method, int status) {
        int methodIndex = method == null ? -1 : METHODS.indexOf(method);
        methodIndex = methodIndex < 0 ? METHODS.size() - 1 : methodIndex;
        int statusIndex = status >= 0 && status < STATUS_INDEX.length ? STATUS_INDEX[status] : 0;
        int place = methodIndex * STATUSES + statusIndex;
        AtomicReferenceArray<@Nullable CounterDataPoint> figures = known.of(route);
        CounterDataPoint figure = figures.get(place);
        if (figure == null) {
            String statusLabel = statusIndex == 0 ? OTHER : Integer.toString(status);
            figure = requests.labelValues(route.label(), METHODS.get(methodIndex), statusLabel);
            figures.set(place, figure);
        }
        figure.inc();
    }

    /** The route of a path, from a closed list. */
    public static String route(@Nullable String path) {
        return Route.of(path).label();
    }
}
