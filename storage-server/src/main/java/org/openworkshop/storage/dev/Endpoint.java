/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** One endpoint of the stand-in Manager: reads a request whole and gives the whole answer. Thread-safe. */
@FunctionalInterface
interface Endpoint {
    /** Largest request body that is read, in bytes. */
    int MAX_BODY_BYTES = 64 * 1024;

    /**
     * Answers; may block.
     *
     * @throws RefusedException when the request is wrong
     * @throws IOException when the client or the storage server cannot be reached
     */
    Answer answer(HttpExchange exchange) throws RefusedException, IOException, InterruptedException;

    /**
     * The request's JSON object. The content type is insisted on: a page of another origin cannot send it without the
     * browser asking us first, and we never agree.
     */
    static JsonNode readJson(HttpExchange exchange) throws RefusedException, IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            throw new RefusedException(415, "Content-Type must be application/json");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new RefusedException(413, "Body too large");
        }
        try {
            JsonNode json = Answer.JSON.readTree(body);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new RefusedException(400, "Not JSON: " + e.getOriginalMessage());
        }
        throw new RefusedException(400, "Not a JSON object");
    }

    /** Lets only one method through. */
    static void requireMethod(HttpExchange exchange, String method) throws RefusedException {
        if (!exchange.getRequestMethod().equals(method)) {
            throw new RefusedException(405, "Method not allowed");
        }
    }
}
