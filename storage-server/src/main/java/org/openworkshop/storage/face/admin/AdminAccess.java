/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.ManagePermission;
import org.openworkshop.storage.access.ManageTokens;
import org.openworkshop.storage.access.TokenException;
import org.openworkshop.storage.web.ApiException;
import org.openworkshop.storage.web.ClientAddress;
import org.openworkshop.storage.web.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the admin interface: the operator's commands with the token of this start, anyone with the admin token, and browsers
 * that showed it before. What a browser sends for a page of another server is refused, whatever comes with it. Thread-safe.
 */
final class AdminAccess {
    static final String COOKIE = "ows_admin";

    private static final Logger LOG = LoggerFactory.getLogger(AdminAccess.class);
    private static final String BEARER = "bearer ";
    private static final String COOKIE_RULES = "; Path=/admin; HttpOnly; SameSite=Strict";

    private final ManageTokens tokens;
    private final ClientAddress clientAddress;
    private final Sessions sessions;
    private final byte[] operatorToken;
    private final boolean enabled;

    /**
     * @param operatorToken what the operator's commands show
     * @param enabled whether there is an admin token
     */
    AdminAccess(
            ManageTokens tokens,
            ClientAddress clientAddress,
            Sessions sessions,
            String operatorToken,
            boolean enabled) {
        this.tokens = tokens;
        this.clientAddress = clientAddress;
        this.sessions = sessions;
        this.operatorToken = operatorToken.getBytes(StandardCharsets.UTF_8);
        this.enabled = enabled;
    }

    /** Whether people may use it at all; otherwise only the operator's commands can. */
    boolean isEnabled() {
        return enabled;
    }

    /** Whether the request is one of the operator's commands. */
    boolean isOperator(Request request) {
        String token = bearer(request);
        return token != null && MessageDigest.isEqual(operatorToken, token.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Lets a request pass that may see and do everything. Blocks while a token is checked that is not remembered.
     *
     * @return whether it may still, for what lives longer than the request
     * @throws ApiException when it may not
     */
    BooleanSupplier require(Request request) {
        if (isOperator(request)) {
            return () -> true;
        }
        if (bearer(request) != null) {
            requireToken(request);
            return () -> true;
        }
        String session = session(request);
        if (session == null || !sessions.isOpen(session)) {
            throw new ApiException(ErrorCode.TOKEN_NOT_FOUND);
        }
        boolean onlyLooks =
                request.getMethod().equals("GET") && !request.getHeaders().contains(HttpHeader.UPGRADE);
        if (!onlyLooks && RequestOrigin.of(request) != RequestOrigin.OURS) {
            throw new ApiException(ErrorCode.ACCESS_DENIED);
        }
        return () -> sessions.isOpen(session);
    }

    /** Begins a session for a browser that shows the token. */
    void logIn(Request request, Response response) {
        requireToken(request);
        LOG.info("Admin view is opened address={}", clientAddress.of(request));
        response.getHeaders()
                .put(HttpHeader.SET_COOKIE, COOKIE + "=" + sessions.begin() + COOKIE_RULES + secure(request));
    }

    /** Ends the browser's session, if it has one. */
    void logOut(Request request, Response response) {
        String session = session(request);
        if (session != null) {
            sessions.end(session);
        }
        response.getHeaders().put(HttpHeader.SET_COOKIE, COOKIE + "=; Max-Age=0" + COOKIE_RULES + secure(request));
    }

    private void requireToken(Request request) {
        String address = clientAddress.of(request);
        try {
            tokens.require(ManagePermission.ADMIN, bearer(request), address);
        } catch (TokenException e) {
            ErrorCode code = switch (e.reason()) {
                case MISSING -> ErrorCode.TOKEN_NOT_FOUND;
                case REFUSED -> ErrorCode.ACCESS_DENIED;
                case TOO_MANY_FAILURES -> ErrorCode.TOO_MANY_FAILURES;
            };
            LOG.info("Admin token is refused address={} reason={}", address, e.reason());
            throw new ApiException(code, e);
        }
    }

    private static @Nullable String bearer(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        boolean bearer =
                authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
        return bearer ? authorization.substring(BEARER.length()).trim() : null;
    }

    private static @Nullable String session(Request request) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String secure(Request request) {
        boolean encrypted = request.isSecure()
                || "https".equalsIgnoreCase(request.getHeaders().get(HttpHeader.X_FORWARDED_PROTO));
        return encrypted ? "; Secure" : "";
    }
}
