/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fault.Effect.Course;
import org.openworkshop.storage.fault.Effect.Intent;

/** Manager's book of completions: checks each delivery, and knows by its idempotency key whether it came before. */
final class Completions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OF_THE_TOKEN = List.of("aud", "iss", "iat", "exp");

    private final Map<String, Effect> effects = new ConcurrentHashMap<>();
    private final Map<String, Queue<Effect>> byJob = new ConcurrentHashMap<>();
    private final List<Effect> inOrder = new CopyOnWriteArrayList<>();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final JWTVerifier verifier = JWT.require(FaultSettings.algorithm())
            .withAudience("manager")
            .withIssuer("storage")
            .build();
    private final Ledger ledger;
    private final Random random;

    Completions(Ledger ledger, long seed) {
        this.ledger = ledger;
        this.random = new Random(seed);
    }

    /** The effect of what was delivered; null when the delivery is not acceptable, which is a problem in the ledger. */
    @Nullable
    Effect take(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String job = body.path("job_id").asText();
        deliveries.incrementAndGet();
        if (key == null || ledger.job(job) == null) {
            ledger.problem("delivery", "key " + key + " of an unknown job: " + body);
            return null;
        }
        if (!isSigned(exchange, body)) {
            ledger.problem("delivery", "not signed as it should be: " + body);
        }
        Effect effect = effects.computeIfAbsent(key, absent -> add(new Effect(absent, body, intent(body), ledger)));
        if (!effect.completion().equals(body)) {
            ledger.problem("delivery", "another completion under the same key: " + effect.completion() + ", " + body);
        }
        return effect;
    }

    private boolean isSigned(HttpExchange exchange, JsonNode body) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return false;
        }
        try {
            String payload =
                    verifier.verify(authorization.substring("Bearer ".length())).getPayload();
            JsonNode claims = JSON.readTree(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
            ((com.fasterxml.jackson.databind.node.ObjectNode) claims).remove(OF_THE_TOKEN);
            return claims.equals(body);
        } catch (JWTVerificationException e) {
            return false;
        }
    }

    private synchronized Intent intent(JsonNode body) {
        String job = body.path("job_id").asText();
        boolean image = body.path("packed_format").asText().equals("webp");
        String target = image ? "resource/pictures/" + job + ".webp" : "archive/jobs/" + job + ".zip";
        int dice = body.path("status").asText().equals("error") ? 0 : random.nextInt(100);
        Course course = dice < 50
                ? Course.WHILE_ANSWERING
                : dice < 75 ? Course.IN_OWN_LOOP : dice < 96 ? Course.AFTER_ANSWERING : Course.NEVER;
        Integer level = !image && random.nextInt(100) < 12 ? Integer.valueOf(1 + random.nextInt(9)) : null;
        return new Intent(course, target, level, random.nextInt(100) < 10);
    }

    private Effect add(Effect effect) {
        byJob.computeIfAbsent(effect.jobId(), job -> new ConcurrentLinkedQueue<>())
                .add(effect);
        inOrder.add(effect);
        return effect;
    }

    /** All of them, oldest first. */
    List<Effect> all() {
        return inOrder;
    }

    /** Those of one job; more than one is one too many. */
    Collection<Effect> of(String jobId) {
        return byJob.getOrDefault(jobId, new ConcurrentLinkedQueue<>());
    }

    /** Whether Manager knows how the job ended, and has done what follows from it. */
    boolean isSettled(String jobId) {
        return of(jobId).stream().anyMatch(Effect::isDone);
    }

    /** Deliveries so far, repeated ones included. */
    int deliveries() {
        return deliveries.get();
    }
}
