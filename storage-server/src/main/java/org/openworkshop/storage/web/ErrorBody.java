/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * An error as the client reads it: the bare phrase as text, or a problem document (RFC 9457) when the request's
 * {@code Accept} prefers JSON.
 *
 * @param contentType the {@code Content-Type}
 * @param text the body
 */
public record ErrorBody(String contentType, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Renders a known refusal. */
    public static ErrorBody of(ErrorCode code, String phrase, @Nullable String accept) {
        return of(code.status(), code.name().toLowerCase(Locale.ROOT), phrase, accept);
    }

    /** Renders a refusal that another service worded. */
    public static ErrorBody of(int status, String phrase, @Nullable String accept) {
        return of(status, null, phrase, accept);
    }

    private static ErrorBody of(int status, @Nullable String code, String phrase, @Nullable String accept) {
        if (!AcceptHeader.prefersJson(accept)) {
            return new ErrorBody("text/plain; charset=utf-8", phrase);
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.getMessage(status));
        problem.put("status", status);
        problem.put("detail", phrase);
        if (code != null) {
            problem.put("code", code);
        }
        try {
            return new ErrorBody("application/problem+json", JSON.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers is always JSON", e);
        }
    }

    /** The body in UTF-8. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
