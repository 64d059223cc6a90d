/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.Secret;

/**
 * Checks that a completion comes from the storage server: a JWT (RFC 7519), HS256 with the shared secret, issued by
 * {@code storage} for {@code manager}, and not expired. Thread-safe.
 */
final class CompletionVerifier {
    private static final String SCHEME = "Bearer ";

    private final JWTVerifier verifier;

    CompletionVerifier(Secret secret) {
        this.verifier = JWT.require(Algorithm.HMAC256(secret.reveal()))
                .withIssuer("storage")
                .withAudience("manager")
                .build();
    }

    /**
     * The claims. Only what is signed counts, not the request's body.
     *
     * @param authorization the header's value
     * @throws RefusedException with 401 when the token is missing or wrong
     */
    Map<String, Object> verify(@Nullable String authorization) throws RefusedException, IOException {
        if (authorization == null || !authorization.startsWith(SCHEME)) {
            throw new RefusedException(401, "Token not found");
        }
        try {
            String payload =
                    verifier.verify(authorization.substring(SCHEME.length())).getPayload();
            String json = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
            return Answer.JSON.readValue(json, new TypeReference<>() {});
        } catch (JWTVerificationException e) {
            throw new RefusedException(401, "Token refused");
        }
    }
}
