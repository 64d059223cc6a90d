/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.metrics.Counter;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Counts answered requests by route, method and status. Labels come from closed lists, so that clients cannot make the figures
 * grow. Thread-safe.
 */
public final class RequestMetrics implements RequestLog {
    private static final String OTHER = "other";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> ROUTES = Set.of(
            "/",
            "/upload",
            "/delete",
            "/transfer/start",
            "/transfer/upload",
            "/transfer/repack",
            "/transfer/move",
            "/openapi.json",
            "/healthz",
            "/metrics");
    private static final List<String> FOLDERS = List.of("/download", "/transfer/ws", "/swagger-ui", "/admin");

    private final Counter requests;

    public RequestMetrics(Metrics metrics) {
        requests = Counter.builder()
                .name("storage_http_requests_total")
                .help("Answered requests.")
                .labelNames("route", "method", "status")
                .register(metrics.registry());
    }

    @Override
    public void log(Request request, Response response) {
        String method = request.getMethod();
        requests.labelValues(
                        route(request.getHttpURI().getPath()),
                        method != null && METHODS.contains(method) ? method : OTHER,
                        Integer.toString(response.getStatus()))
                .inc();
    }

    private static String route(@Nullable String path) {
        if (path == null) {
            return OTHER;
        }
        for (String folder : FOLDERS) {
            if (path.startsWith(folder) && path.startsWith("/", folder.length())) {
                return folder;
            }
        }
        return ROUTES.contains(path) ? path : OTHER;
    }
}
