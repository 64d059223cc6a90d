/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.config.Secret;

/** Which completions count. */
class CompletionVerifierTest {
    private static final String SECRET = "a transfer secret of more than 32 bytes";

    private final CompletionVerifier verifier = new CompletionVerifier(new Secret(SECRET));

    private static JWTCreator.Builder token() {
        return JWT.create()
                .withIssuer("storage")
                .withAudience("manager")
                .withExpiresAt(Instant.now().plusSeconds(60))
                .withClaim("job_id", "job-12345678")
                .withClaim("bytes", 5_000_000_000L);
    }

    private static String bearer(JWTCreator.Builder token, Algorithm algorithm) {
        return "Bearer " + token.sign(algorithm);
    }

    private void refused(String authorization) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> verifier.verify(authorization))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(401));
    }

    @Test
    void claimsOfAGoodTokenComeThrough() throws Exception {
        assertThat(verifier.verify(bearer(token(), Algorithm.HMAC256(SECRET))))
                .containsEntry("job_id", "job-12345678")
                .containsEntry("bytes", 5_000_000_000L);
    }

    @Test
    void tokensOfOthersAreRefused() {
        Algorithm right = Algorithm.HMAC256(SECRET);
        refused(null);
        refused("Bearer");
        refused("Bearer x.y.z");
        refused(bearer(token(), Algorithm.HMAC256("another secret of more than 32 bytes!")));
        refused(bearer(token(), Algorithm.HMAC512(SECRET)));
        refused(bearer(token(), Algorithm.none()));
        refused(bearer(token().withAudience("storage"), right));
        refused(bearer(token().withIssuer("somebody"), right));
        refused(bearer(token().withExpiresAt(Instant.now().minusSeconds(60)), right));
    }
}
