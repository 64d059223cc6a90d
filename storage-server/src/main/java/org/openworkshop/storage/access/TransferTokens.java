/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.access.TokenException.Reason;
import org.openworkshop.storage.config.Secret;

/**
 * Verifies the transfer tokens that Manager issues, and signs the ones that Manager gets from us: JWT (RFC 7519) with HS256
 * and one shared secret. Thread safe.
 */
public final class TransferTokens {
    private static final int MIN_SECRET_BYTES = 32;
    private static final int MAX_TOKEN_CHARACTERS = 64 * 1024;
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    /** Fractions stay exact, so that what Manager put into a token comes back as it was. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final Algorithm algorithm;
    private final JWTVerifier verifier;
    private final Clock clock;

    /**
     * Takes the shared secret.
     *
     * @throws IllegalArgumentException when it has fewer than 32 bytes of UTF-8 (RFC 7518 section 3.2)
     */
    public TransferTokens(Secret secret, Clock clock) {
        byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
        if (key.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("The transfer secret has fewer than " + MIN_SECRET_BYTES + " bytes");
        }
        this.algorithm = Algorithm.HMAC256(key);
        this.clock = clock;
        // A Manager whose clock runs a second ahead must not lock its uploaders out: RFC 7519 gives iat no such
        // meaning.
        JWTVerifier.BaseVerification verification = (JWTVerifier.BaseVerification)
                JWT.require(algorithm).withAudience("storage").ignoreIssuedAt();
        this.verifier = verification.build(clock);
    }

    /**
     * Checks signature, algorithm, audience ({@code storage}) and, where the token has them, {@code exp} and {@code nbf}
     * without leeway. A token without {@code exp} does not expire.
     *
     * @throws TokenException {@code MISSING} when null or empty, {@code REFUSED} otherwise
     */
    public TransferClaims verify(@Nullable String token) throws TokenException {
        if (token == null || token.isEmpty()) {
            throw new TokenException(Reason.MISSING, "The transfer token is missing");
        }
        if (token.length() > MAX_TOKEN_CHARACTERS) {
            throw new TokenException(Reason.REFUSED, "The transfer token is too long");
        }
        try {
            return read(token);
        } catch (IOException | RuntimeException unusable) {
            // The library decodes before it has checked the signature, and numbers out of range surface as exceptions
            // that
            // are not its own. The cause stays out: its message may quote the token.
            throw new TokenException(Reason.REFUSED, "The transfer token is not accepted: " + kind(unusable));
        }
    }

    private TransferClaims read(String token) throws TokenException, IOException {
        String encoded = verifier.verify(token).getPayload();
        Map<String, @Nullable Object> payload =
                JSON.readValue(Base64.getUrlDecoder().decode(encoded), OBJECT);
        if (payload.containsKey("exp") && isOver(payload.get("exp"))) {
            throw new TokenException(Reason.REFUSED, "The transfer token has expired");
        }
        return TransferClaims.of(payload);
    }

    /** RFC 7519 section 4.1.4: on or after {@code exp} is too late. The library accepts that second and a null. */
    private boolean isOver(@Nullable Object exp) {
        return !(exp instanceof Number seconds) || clock.instant().getEpochSecond() >= seconds.longValue();
    }

    private static String kind(Exception unusable) {
        return unusable.getClass().getSimpleName();
    }

    /**
     * Signs a token for Manager: the claims, with {@code iss} storage, {@code aud} manager, {@code iat} now and {@code exp}
     * {@code ttl} later. Registered claims among the given ones are left out.
     *
     * @param claims plain JSON values, nested ones and nulls included
     * @throws IllegalArgumentException when a value is not plain JSON
     */
    public String signForManager(Map<String, ? extends @Nullable Object> claims, Duration ttl) {
        Instant now = clock.instant();
        Map<String, @Nullable Object> payload = new LinkedHashMap<>(PlainJson.copyOf(claims));
        payload.keySet().removeAll(TransferClaims.REGISTERED);
        payload.put("iss", "storage");
        payload.put("aud", "manager");
        payload.put("iat", now.getEpochSecond());
        payload.put("exp", now.plus(ttl).getEpochSecond());
        return sign(payload);
    }

    /** The library's own builder takes no integers beyond a long and no exact fractions, which tokens may carry. */
    private String sign(Map<String, @Nullable Object> payload) {
        byte[] header = encode(HEADER.getBytes(StandardCharsets.US_ASCII));
        byte[] body;
        try {
            body = encode(JSON.writeValueAsBytes(payload));
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException("The claims can't be written as JSON", unwritable);
        }
        byte[] signature = encode(algorithm.sign(header, body));
        return text(header) + "." + text(body) + "." + text(signature);
    }

    private static byte[] encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encode(bytes);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
