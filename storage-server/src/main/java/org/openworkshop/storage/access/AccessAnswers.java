/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns the access service's answer into a decision. Whatever is not a clear yes is a refusal. */
final class AccessAnswers {
    static final AccessDecision ALLOWED = new AccessDecision(200, "");
    static final AccessDecision UNAVAILABLE = new AccessDecision(503, "Access service unavailable");
    static final AccessDecision INVALID_JSON = new AccessDecision(502, "Access service returned invalid JSON");
    static final AccessDecision UNEXPECTED = new AccessDecision(502, "Access service returned unexpected response");

    /** Most bytes of the service's text that are passed on. */
    static final int MAX_MESSAGE_BYTES = 4096;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> MESSAGE_NAMES = List.of("detail", "message", "reason", "title");

    private AccessAnswers() {}

    /**
     * The decision. Any final status but 200 is passed on as it is: also a redirect, which is neither followed nor a
     * permission, and loses its target on the way. What is no HTTP status counts as an unexpected response.
     */
    static AccessDecision decide(ServiceAnswer answer) {
        if (answer.status() == 200) {
            return answer.cutOff() ? UNEXPECTED : decide(answer.body());
        }
        if (answer.status() < 200 || answer.status() > 599) {
            return UNEXPECTED;
        }
        return new AccessDecision(answer.status(), message(answer.body()));
    }

    private static AccessDecision decide(byte[] body) {
        JsonNode download;
        try {
            JsonNode answer = JSON.readTree(body);
            if (answer.isMissingNode()) {
                return INVALID_JSON;
            }
            download = answer.path("download");
        } catch (JsonProcessingException notJson) {
            return INVALID_JSON;
        } catch (IOException impossible) {
            throw new IllegalStateException("Reading from memory", impossible);
        }
        JsonNode value = download.path("value");
        JsonNode reason = download.path("reason");
        boolean reasonFits = reason.isTextual() || reason.isNull() || reason.isMissingNode();
        if (!value.isBoolean() || !reasonFits) {
            return UNEXPECTED;
        }
        if (value.booleanValue()) {
            return ALLOWED;
        }
        String text = printable(reason.asText(""));
        return new AccessDecision(403, reason.isTextual() && !text.isEmpty() ? text : "Access denied");
    }

    private static String message(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            JsonNode json = JSON.readTree(text);
            for (String name : MESSAGE_NAMES) {
                String message =
                        printable(json.path(name).isTextual() ? json.path(name).textValue() : "");
                if (!message.isEmpty()) {
                    return message;
                }
            }
        } catch (JsonProcessingException notJson) {
            // Then the text is the message.
        }
        String message = printable(text);
        return message.isEmpty() ? UNAVAILABLE.message() : message;
    }

    /** The text without control characters (line ends and tabs stay) and white space around it, cut to the cap. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX_MESSAGE_BYTES));
        int bytes = 0;
        for (int codePoint : (Iterable<Integer>) text.strip().codePoints()::iterator) {
            int printable = isPrintable(codePoint) ? codePoint : ' ';
            bytes += Character.toString(printable).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_MESSAGE_BYTES) {
                break;
            }
            clean.appendCodePoint(printable);
        }
        return clean.toString().strip();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> codePoint == '\n' || codePoint == '\t';
            case Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
