/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;

/**
 * The stand-in access service, {@code POST /mod/ID}: may whoever sent these cookies download that mod? It says yes until the
 * switch is thrown, for every mod alike. A real one looks at the cookies.
 */
final class AccessEndpoint implements Endpoint {
    private volatile boolean allowed = true;

    /** Answers the storage server's question. */
    @Override
    public Answer answer(HttpExchange exchange) throws RefusedException, IOException {
        Endpoint.requireMethod(exchange, "POST");
        String reason = allowed ? "" : "Downloads are switched off on the development page";
        return Answer.json(
                200,
                Map.of(
                        "download",
                        Map.of("value", allowed, "reason", reason, "reason_code", allowed ? "" : "switched_off")));
    }

    /** Shows or throws the switch: {@code GET, PUT /api/access {"allowed": bool}}. */
    Answer answerSwitch(HttpExchange exchange) throws RefusedException, IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            Endpoint.requireMethod(exchange, "PUT");
            JsonNode asked = Endpoint.readJson(exchange).path("allowed");
            if (!asked.isBoolean()) {
                throw new RefusedException(400, "allowed must be true or false");
            }
            allowed = asked.asBoolean();
        }
        return Answer.json(200, Map.of("allowed", allowed));
    }
}
