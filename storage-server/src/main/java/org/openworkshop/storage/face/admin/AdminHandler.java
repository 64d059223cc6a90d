/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.ErrorResponder;
import org.openworkshop.storage.web.RequestId;
import org.openworkshop.storage.web.RequestJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers everything below {@value #PATH}: the page, what it shows, what it can do, and its socket. Where no admin token is
 * configured it takes no request but those of the operator's commands, so that others get what they would get for any unknown
 * path. Blocks.
 *
 * <pre>
 *   GET  /admin/…                            the page and its files; no token
 *   POST /admin/api/login                    a session for the token in Authorization
 *   POST /admin/api/logout
 *   GET  /admin/api/status, jobs, callbacks  {@link AdminView}
 *   POST /admin/api/jobs/{id}/cancel, callbacks/{id}/retry, sweep   {@link AdminActions}
 *   GET  /admin/ws                           {@link AdminSockets}
 * </pre>
 */
final class AdminHandler extends Handler.Abstract {
    static final String PATH = "/admin/";

    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "api/";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final AdminAccess access;
    private final AdminView view;
    private final AdminActions actions;
    private final AdminSockets sockets;

    /** An answer: status and a JSON object, null for none. */
    record Answer(int status, @Nullable Object body) {
        static final Answer NOTHING = new Answer(HttpStatus.NO_CONTENT_204, null);

        static Answer ok(Map<String, @Nullable Object> body) {
            return new Answer(HttpStatus.OK_200, body);
        }
    }

    AdminHandler(AdminAccess access, AdminView view, AdminActions actions, AdminSockets sockets) {
        this.access = access;
        this.view = view;
        this.actions = actions;
        this.sockets = sockets;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getCanonicalPath();
        // A proxy that keeps the path away from strangers must know it by its one spelling.
        boolean plain = request.getHttpURI().getPath().indexOf(';') < 0;
        boolean ours = plain && path != null && (path.startsWith(PATH) || PATH.equals(path + "/"));
        if (!ours || !(access.isEnabled() || access.isOperator(request))) {
            return false;
        }
        protect(response);
        try {
            if (RequestOrigin.of(request) == RequestOrigin.FOREIGN) {
                throw new ApiException(ErrorCode.ACCESS_DENIED);
            }
            if (!path.startsWith(PATH)) {
                response.getHeaders().put(HttpHeader.LOCATION, PATH);
                send(response, callback, new Answer(HttpStatus.PERMANENT_REDIRECT_308, null));
                return true;
            }
            String name = path.substring(PATH.length());
            if (name.equals("ws")) {
                return sockets.upgrade(request, response, callback, access.require(request));
            }
            if (name.startsWith(API)) {
                send(response, callback, api(name.substring(API.length()), request, response));
            } else {
                sendFile(name, request, response, callback);
            }
        } catch (ApiException e) {
            RequestJob.whileLogging(
                    request,
                    () -> LOG.debug("Admin request is refused code={} request_id={}", e.code(), RequestId.of(request)));
            ErrorResponder.send(request, response, callback, e.code());
        }
        return true;
    }

    /** What is shown is for this moment and this page only. */
    private static void protect(Response response) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("Content-Security-Policy", POLICY);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("Referrer-Policy", "no-referrer");
        response.getHeaders().put("Cross-Origin-Resource-Policy", "same-origin");
        response.getHeaders().put("Cross-Origin-Opener-Policy", "same-origin");
    }

    private Answer api(String name, Request request, Response response) throws IOException {
        switch (name) {
            case "login" -> {
                requireMethod("POST", request, response);
                access.logIn(request, response);
                return Answer.NOTHING;
            }
            case "logout" -> {
                requireMethod("POST", request, response);
                var unused = access.require(request);
                access.logOut(request, response);
                return Answer.NOTHING;
            }
            default -> {
                var unused = access.require(request);
                return allowed(name, request, response);
            }
        }
    }

    private Answer allowed(String name, Request request, Response response) throws IOException {
        switch (name) {
            case "status" -> {
                requireMethod("GET", request, response);
                return Answer.ok(view.status());
            }
            case "jobs" -> {
                requireMethod("GET", request, response);
                return Answer.ok(view.jobs());
            }
            case "callbacks" -> {
                requireMethod("GET", request, response);
                return Answer.ok(view.callbacks());
            }
            default -> {
                AdminActions.Action action =
                        actions.find(name, request).orElseThrow(() -> new ApiException(ErrorCode.NOT_FOUND));
                requireMethod("POST", request, response);
                return action.run();
            }
        }
    }

    private static void requireMethod(String method, Request request, Response response) {
        if (!method.equals(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, method);
            throw new ApiException(ErrorCode.METHOD_NOT_ALLOWED);
        }
    }

    private static void sendFile(String name, Request request, Response response, Callback callback)
            throws IOException {
        Optional<AdminFiles.File> file = AdminFiles.find(name);
        if (file.isEmpty()) {
            throw new ApiException(ErrorCode.NOT_FOUND);
        }
        if (!request.getMethod().equals("HEAD")) {
            requireMethod("GET", request, response);
        }
        write(response, callback, file.get().contentType(), file.get().text().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(Response response, Callback callback, Answer answer) throws IOException {
        response.setStatus(answer.status());
        if (answer.body() == null) {
            callback.succeeded();
        } else {
            write(response, callback, "application/json", JSON.writeValueAsBytes(answer.body()));
        }
    }

    private static void write(Response response, Callback callback, String type, byte[] content) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
        response.write(true, ByteBuffer.wrap(content), callback);
    }
}
