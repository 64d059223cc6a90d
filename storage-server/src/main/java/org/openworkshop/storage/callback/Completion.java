/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.PlainJson;
import org.openworkshop.storage.trace.TraceContext;

/**
 * What Manager is owed about one job: the outcome, in the words that Manager gets. Immutable.
 *
 * @param claims the token's and the body's content as plain JSON values, without registered claims; copied
 * @param completedAt when the job came to its end; the time for attempts counts from here
 * @param idempotencyKey names this completion, the same for every attempt: 1 to 128 of {@code A-Za-z0-9_.:-}
 * @param trace the job's place in its trace, for attempts to be part of; null when it has none
 */
public record Completion(
        String jobId,
        Map<String, @Nullable Object> claims,
        Instant completedAt,
        String idempotencyKey,
        @Nullable TraceContext trace) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when a claim is not plain JSON, or the key does not fit into a header
     */
    public Completion {
        claims = PlainJson.copyOf(claims);
        if (!KEY.matcher(idempotencyKey).matches()) {
            throw new IllegalArgumentException("Not an idempotency key: it must match " + KEY);
        }
    }

    /** One whose job is in no trace. */
    public Completion(String jobId, Map<String, @Nullable Object> claims, Instant completedAt, String idempotencyKey) {
        this(jobId, claims, completedAt, idempotencyKey, null);
    }

    /** Whether a text can name a completion. */
    public static boolean isIdempotencyKey(String text) {
        return KEY.matcher(text).matches();
    }

    /** Without the claims: they may be confidential. */
    @Override
    public String toString() {
        return "Completion[jobId=" + jobId + ", idempotencyKey=" + idempotencyKey + "]";
    }
}
