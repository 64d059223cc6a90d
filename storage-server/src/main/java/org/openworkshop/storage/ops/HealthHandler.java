/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.ErrorResponder;

/**
 * Answers {@code /healthz}, and hands every other request on: 200 when the server is healthy, otherwise 503, with a JSON object that
 * names each check and figure. Never blocks, and does not wait for a thread of those that other requests may hold.
 */
public final class HealthHandler extends Handler.Wrapper {
    private static final String PATH = "/healthz";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HealthWatch watch;

    public HealthHandler(Handler next, HealthWatch watch) {
        super(next);
        this.watch = watch;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        if (!PATH.equals(path) && !(PATH + "/").equals(path)) {
            return super.handle(request, response, callback);
        }
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            ErrorResponder.send(request, response, callback, ErrorCode.METHOD_NOT_ALLOWED);
            return true;
        }
        // An answer from another thread leaves it to a thread for requests to read on, so that a monitor's next
        // question
        // would wait for one. Where none is free, the last look has to do.
        Optional<Health.Report> latest =
                getServer().getThreadPool().isLowOnThreads() ? watch.latest() : Optional.empty();
        if (latest.isPresent()) {
            answer(latest.get(), response, callback);
        } else {
            var unused = watch.report()
                    .thenAccept(report -> answer(report, response, callback))
                    .exceptionally(failure -> {
                        callback.failed(failure);
                        return null;
                    });
        }
        return true;
    }

    private static void answer(Health.Report report, Response response, Callback callback) {
        byte[] body = json(report);
        response.setStatus(report.healthy() ? 200 : 503);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static byte[] json(Health.Report report) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", report.status());
        body.putAll(report.checks());
        body.putAll(report.details());
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers is always JSON", e);
        }
    }
}
