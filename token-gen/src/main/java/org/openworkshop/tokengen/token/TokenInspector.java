/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of transfer tokens what the server says of them, and all of it, where the server stops at the first fault. */
public final class TokenInspector {
    private static final int MOST_CHARACTERS = 64 * 1024;
    private static final String AUDIENCE = "storage";

    private final Algorithm algorithm;
    private final JWTVerifier verifier;
    private final Clock clock;

    /**
     * Takes the server's secret and time.
     *
     * @param secret at least 32 bytes
     */
    public TokenInspector(byte[] secret, Clock clock) {
        this.algorithm = Algorithm.HMAC256(secret);
        this.clock = clock;
        JWTVerifier.BaseVerification verification = (JWTVerifier.BaseVerification)
                JWT.require(algorithm).withAudience(AUDIENCE).ignoreIssuedAt();
        this.verifier = verification.build(clock);
    }

    /**
     * Looks at a token.
     *
     * @param purpose the call that the token is for, null to tell by its claims
     */
    public Inspection inspect(String token, @Nullable Purpose purpose) {
        List<Refusal> refusals = new ArrayList<>();
        String[] parts = token.split("\\.", -1);
        if (token.isEmpty()) {
            refusals.add(new Refusal(401, "Token not found", "it is empty"));
        } else if (token.length() > MOST_CHARACTERS) {
            refusals.add(Refusal.accessDenied("it is longer than " + MOST_CHARACTERS + " characters"));
        } else if (parts.length != 3) {
            refusals.add(Refusal.accessDenied("it is no JWT: it has " + parts.length
                    + (parts.length == 1 ? " part" : " parts") + " between dots, not three"));
        } else {
            return inspect(token, parts, purpose);
        }
        return new Inspection(Map.of(), Map.of(), purpose == null ? Purpose.UPLOAD : purpose, refusals);
    }

    private Inspection inspect(String token, String[] parts, @Nullable Purpose purpose) {
        List<Refusal> refusals = new ArrayList<>();
        Optional<Map<String, @Nullable Object>> header = object(parts[0]);
        Optional<Map<String, @Nullable Object>> payload = object(parts[1]);
        if (header.isEmpty() || payload.isEmpty()) {
            refusals.add(Refusal.accessDenied("its " + (header.isEmpty() ? "header is" : "claims are")
                    + " no JSON object in base64url; was it copied whole?"));
        }
        header.ifPresent(object -> checkAlgorithm(object, refusals));
        checkSignature(parts, refusals);
        Map<String, @Nullable Object> claims = payload.orElse(Map.of());
        Purpose use = purpose == null ? Purpose.of(claims) : purpose;
        if (payload.isPresent()) {
            checkAudience(claims.get("aud"), refusals);
            checkTimes(claims, refusals);
        }
        if (refusals.isEmpty()) {
            checkByLibrary(token, refusals);
        }
        if (payload.isPresent()) {
            refusals.addAll(ClaimRules.refusals(claims, use));
        }
        return new Inspection(header.orElse(Map.of()), claims, use, refusals);
    }

    private static void checkAlgorithm(Map<String, @Nullable Object> header, List<Refusal> refusals) {
        Object algorithm = header.get("alg");
        if (!"HS256".equals(algorithm)) {
            refusals.add(Refusal.accessDenied("its algorithm is " + shown(algorithm) + ", and only HS256 is accepted"));
        }
    }

    private void checkSignature(String[] parts, List<Refusal> refusals) {
        byte[] right = algorithm.sign(bytes(parts[0]), bytes(parts[1]));
        Optional<byte[]> given = decoded(parts[2]);
        if (given.isEmpty() || !MessageDigest.isEqual(right, given.get())) {
            refusals.add(Refusal.accessDenied("its signature is not the one that this secret makes: it was signed with"
                    + " another transfer_jwt_secret, or changed afterwards"));
        }
    }

    private static void checkAudience(@Nullable Object audience, List<Refusal> refusals) {
        boolean ours = AUDIENCE.equals(audience) || (audience instanceof Collection<?> many && many.contains(AUDIENCE));
        if (!ours) {
            refusals.add(Refusal.accessDenied(
                    (audience == null ? "it has no audience" : "its audience is " + shown(audience))
                            + "; aud has to be \"storage\""));
        }
    }

    private void checkTimes(Map<String, @Nullable Object> claims, List<Refusal> refusals) {
        long now = clock.instant().getEpochSecond();
        Object exp = claims.get("exp");
        if (claims.containsKey("exp") && !(exp instanceof Number)) {
            refusals.add(Refusal.accessDenied("its exp is " + shown(exp) + ", not a number of seconds since 1970"));
        } else if (exp instanceof Number seconds && now >= seconds.longValue()) {
            refusals.add(Refusal.accessDenied("it expired " + Times.shown(seconds.longValue(), now)));
        }
        if (claims.get("nbf") instanceof Number seconds && now < seconds.longValue()) {
            refusals.add(Refusal.accessDenied("it is not valid before " + Times.shown(seconds.longValue(), now)));
        }
    }

    /** The server's own library has the last word on whatever was not thought of here. */
    private void checkByLibrary(String token, List<Refusal> refusals) {
        try {
            var unused = verifier.verify(token);
        } catch (RuntimeException e) {
            refusals.add(Refusal.accessDenied("it is not accepted: " + e.getMessage()));
        }
    }

    /** A value as JSON, shortened. */
    static String shown(@Nullable Object value) {
        String json = ClaimJson.pretty(Collections.singletonMap("v", value))
                .replaceAll("\\s+", " ")
                .replaceAll("^\\{ \"v\" : | \\}$", "");
        return json.length() <= 100 ? json : json.substring(0, 100) + "...";
    }

    private static Optional<Map<String, @Nullable Object>> object(String part) {
        return decoded(part).flatMap(ClaimJson::object);
    }

    private static Optional<byte[]> decoded(String part) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
