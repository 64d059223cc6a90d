/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.trace.TraceContext;

/**
 * A completion as it is stored until Manager has it, with what became of it so far. Immutable. As JSON:
 *
 * <pre>
 *   idempotency_key   names the completion
 *   claims            what Manager gets, an object
 *   completed_at      Unix seconds
 *   attempts          absent before the first has ended
 *   next_attempt_at   Unix seconds; absent when it is due
 *   last_error        how the last attempt ended; absent before that
 *   given_up_at       Unix seconds; absent while it is owed
 *   traceparent       the job's place in its trace; absent when it has none
 * </pre>
 *
 * @param attempts how many have ended, 0 or more
 * @param nextAttemptAt when the next is due; null means now
 * @param lastError why Manager does not have it yet, without line ends, at most 300 characters; cut to that
 * @param givenUpAt since when no more attempts are made; null while it is owed
 */
public record StoredCompletion(
        Completion completion,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String lastError,
        @Nullable Instant givenUpAt) {
    private static final int MAX_ERROR_CHARACTERS = 300;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private static final String IDEMPOTENCY_KEY = "idempotency_key";
    private static final String CLAIMS = "claims";
    private static final String COMPLETED_AT = "completed_at";
    private static final String ATTEMPTS = "attempts";
    private static final String NEXT_ATTEMPT_AT = "next_attempt_at";
    private static final String LAST_ERROR = "last_error";
    private static final String GIVEN_UP_AT = "given_up_at";
    private static final String TRACEPARENT = "traceparent";

    /**
     * Checks, and cuts the error text.
     *
     * @throws IllegalArgumentException when the number of attempts is negative
     */
    public StoredCompletion {
        if (attempts < 0) {
            throw new IllegalArgumentException("negative number of attempts");
        }
        lastError = lastError == null ? null : oneLine(lastError);
    }

    /** A completion that is owed and was not attempted yet. */
    public static StoredCompletion owed(Completion completion) {
        return new StoredCompletion(completion, 0, null, null, null);
    }

    /** The same, after an attempt that will be repeated. */
    public StoredCompletion retrying(int attemptsNow, @Nullable Instant next, String error) {
        return new StoredCompletion(completion, attemptsNow, next, error, null);
    }

    /** The same, when attempts are over. */
    public StoredCompletion givenUp(int attemptsNow, String error, Instant at) {
        return new StoredCompletion(completion, attemptsNow, null, error, at);
    }

    /** The same, owed and due now, whatever it was before. */
    public StoredCompletion owedNow() {
        return new StoredCompletion(completion, attempts, null, lastError, null);
    }

    public boolean isGivenUp() {
        return givenUpAt != null;
    }

    public String idempotencyKey() {
        return completion.idempotencyKey();
    }

    /** Plain JSON values; fractions of seconds are left out. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(IDEMPOTENCY_KEY, completion.idempotencyKey());
        json.put(CLAIMS, completion.claims());
        json.put(COMPLETED_AT, completion.completedAt().getEpochSecond());
        if (attempts > 0) {
            json.put(ATTEMPTS, attempts);
        }
        if (nextAttemptAt != null) {
            json.put(NEXT_ATTEMPT_AT, nextAttemptAt.getEpochSecond());
        }
        if (lastError != null) {
            json.put(LAST_ERROR, lastError);
        }
        if (givenUpAt != null) {
            json.put(GIVEN_UP_AT, givenUpAt.getEpochSecond());
        }
        TraceContext trace = completion.trace();
        if (trace != null) {
            json.put(TRACEPARENT, trace.toHeader());
        }
        return json;
    }

    /**
     * Reads one entry.
     *
     * @param jobId the job it belongs to
     * @return absent when the entry has no idempotency key or claims that could be sent. Anything else that cannot be read
     *     counts as not known; a completion whose time is not known counts as very old, so it gets one attempt.
     */
    public static Optional<StoredCompletion> parse(String jobId, JsonNode entry) {
        JsonNode key = entry.path(IDEMPOTENCY_KEY);
        if (!key.isTextual() || !(entry.get(CLAIMS) instanceof ObjectNode claims)) {
            return Optional.empty();
        }
        Instant completedAt = time(entry.path(COMPLETED_AT));
        Completion completion;
        try {
            completion = new Completion(
                    jobId,
                    JSON.convertValue(claims, OBJECT),
                    completedAt == null ? Instant.EPOCH : completedAt,
                    key.textValue(),
                    TraceContext.parse(entry.path(TRACEPARENT).textValue()).orElse(null));
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
        JsonNode attempts = entry.path(ATTEMPTS);
        JsonNode error = entry.path(LAST_ERROR);
        return Optional.of(new StoredCompletion(
                completion,
                attempts.canConvertToInt() ? Math.max(0, attempts.intValue()) : 0,
                time(entry.path(NEXT_ATTEMPT_AT)),
                error.isTextual() ? error.textValue() : null,
                time(entry.path(GIVEN_UP_AT))));
    }

    /** Bounded, so that nobody who adds a duration leaves the range of times. */
    private static @Nullable Instant time(JsonNode seconds) {
        if (!seconds.canConvertToLong()) {
            return null;
        }
        long value = seconds.longValue();
        return value >= 0 && value <= LATEST.getEpochSecond() ? Instant.ofEpochSecond(value) : null;
    }

    private static String oneLine(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= MAX_ERROR_CHARACTERS ? clean : clean.substring(0, MAX_ERROR_CHARACTERS);
    }
}
