/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.openworkshop.storage.config.Secret;

/**
 * Signs the transfer tokens that Manager hands to browsers: JWT (RFC 7519), HS256, audience {@code storage}. Thread-safe.
 */
final class TransferTokenIssuer {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Algorithm algorithm;
    private final Clock clock;

    TransferTokenIssuer(Secret secret, Clock clock) {
        this.algorithm = Algorithm.HMAC256(secret.reveal());
        this.clock = clock;
    }

    /** A token for one job. What is no registered claim comes back with the completion. */
    String issue(String jobId, Map<String, ?> claims) {
        Instant now = clock.instant();
        return JWT.create()
                .withPayload(claims)
                .withClaim("job_id", jobId)
                .withAudience("storage")
                .withIssuedAt(now)
                .withExpiresAt(now.plus(LIFETIME))
                .sign(algorithm);
    }
}
