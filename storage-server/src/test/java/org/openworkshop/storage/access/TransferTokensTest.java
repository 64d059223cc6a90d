/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.access.TokenException.Reason;
import org.openworkshop.storage.config.Secret;

class TransferTokensTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Algorithm HS256 = Algorithm.HMAC256(SECRET);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long NOW_SECONDS = NOW.getEpochSecond();

    private final MutableClock clock = new MutableClock(NOW);
    private final TransferTokens tokens = new TransferTokens(new Secret(SECRET), clock);

    @Test
    void claimsComeInTheTokensOrderWithoutRegisteredOnes() throws Exception {
        TransferClaims claims = tokens.verify(signed("""
                {"zeta":1,"aud":"storage","iss":"m","sub":"s","jti":"j","iat":1,"nbf":1,"exp":%d,
                 "job_id":"job-1","callback_context":{"b":[1,null,{"c":true}],"a":1.10},"alpha":null}""".formatted(NOW_SECONDS + 1)));

        assertThat(claims.context().keySet()).containsExactly("zeta", "job_id", "callback_context", "alpha");
        assertThat(claims.context().get("alpha")).isNull();
        assertThat(claims.object("callback_context"))
                .containsExactly(
                        Map.entry("b", Arrays.asList(1, null, Map.of("c", true))),
                        Map.entry("a", new BigDecimal("1.10")));
    }

    @Test
    void tokenOfTheUsualLibraryIsAccepted() throws Exception {
        assertThat(tokens.verify(forStorage().withClaim("job_id", "job-1").sign(HS256))
                        .text("job_id"))
                .isEqualTo("job-1");
    }

    @Test
    void tokenWithoutExpiryDoesNotExpire() throws Exception {
        String token = forStorage().sign(HS256);
        clock.advance(Duration.ofDays(10_000));

        assertThat(tokens.verify(token).context()).isEmpty();
    }

    @Test
    void tokenIsTooOldFromTheSecondOfItsExpiryOn() throws Exception {
        String token = forStorage().withExpiresAt(NOW.plusSeconds(10)).sign(HS256);
        clock.advance(Duration.ofMillis(9_999));
        assertThat(tokens.verify(token).context()).isEmpty();

        clock.advance(Duration.ofMillis(1));
        assertRefused(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"soon\"",
                "true",
                "[]",
                "{}",
                "1e300",
                "-1e300",
                "9223372036854775807",
                "92233720368547758070",
                "-9223372036854775808"
            })
    void tokenWithAnUnusableExpiryIsRefused(String exp) {
        assertRefused(signed("{\"aud\":\"storage\",\"exp\":" + exp + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"aud\":\"manager\"}",
                "{\"aud\":[\"manager\",\"Storage\"]}",
                "{\"aud\":null}",
                "{\"aud\":[]}",
                "{\"aud\":{\"storage\":1}}"
            })
    void tokenForSomeoneElseIsRefused(String payload) {
        assertRefused(signed(payload));
    }

    @Test
    void storageMayBeOneOfSeveralAudiences() throws Exception {
        assertThat(tokens.verify(signed("{\"aud\":[\"manager\",\"storage\"],\"mod_id\":7}"))
                        .text("mod_id"))
                .isEqualTo("7");
    }

    @Test
    void tokenFromAClockThatRunsAheadIsAccepted() throws Exception {
        String token = forStorage().withIssuedAt(NOW.plusSeconds(90)).sign(HS256);

        assertThat(tokens.verify(token).context()).isEmpty();
    }

    @Test
    void tokenThatIsNotYetValidIsRefused() {
        assertRefused(forStorage().withNotBefore(NOW.plusSeconds(90)).sign(HS256));
    }

    @Test
    void onlyHs256CountsAlsoWithTheRightSecret() {
        assertRefused(forStorage().sign(Algorithm.HMAC384(SECRET)));
        assertRefused(forStorage().sign(Algorithm.HMAC512(SECRET)));
        assertRefused(forStorage().sign(Algorithm.none()));
        String payload = encoded("{\"aud\":\"storage\"}");
        assertRefused(encoded("{\"alg\":\"none\"}") + "." + payload + ".");
        assertRefused(signed("{\"alg\":\"None\"}", "{\"aud\":\"storage\"}"));
        assertRefused(signed("{}", "{\"aud\":\"storage\"}"));
        assertRefused(signed("{\"alg\":\"HS512\"}", "{\"aud\":\"storage\"}"));
    }

    @Test
    void anotherSecretAndAChangedPayloadAreRefused() {
        String token = forStorage().withClaim("job_id", "job-1").sign(HS256);
        String[] parts = token.split("\\.", -1);
        String changed = encoded("{\"aud\":\"storage\",\"job_id\":\"job-2\"}");

        assertRefused(forStorage().sign(Algorithm.HMAC256("x".repeat(32))));
        assertRefused(parts[0] + "." + changed + "." + parts[2]);
        assertRefused(parts[0] + "." + parts[1] + ".");
        assertRefused(parts[0] + "." + parts[1] + "." + parts[2].substring(0, 20));
        assertRefused(parts[0] + "." + parts[1]);
    }

    @Test
    void deepAndHugeForeignTokensAreRefusedWithoutMuchWork() {
        String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);

        assertRefused(encoded("{\"alg\":\"HS256\"}") + "." + encoded(deep) + ".AAAA");
        assertRefused(signed("{\"aud\":\"storage\",\"n\":" + "9".repeat(2_000) + "}"));
        assertRefused("a".repeat(70_000));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void absentTokenIsMissing(String token) {
        assertThat(catchThrowableOfType(TokenException.class, () -> tokens.verify(token))
                        .reason())
                .isEqualTo(Reason.MISSING);
    }

    @Property(tries = 300)
    void anyTextIsRefusedAndNeverAnError(@ForAll String header, @ForAll String payload, @ForAll String signature) {
        assertRefused(" " + header + "." + payload + "." + signature);
        assertRefused(encoded(header) + "." + encoded(payload) + "." + encoded(signature));
        assertRefused(encoded("{\"alg\":\"HS256\",\"kid\":1}") + "." + encoded("{\"exp\":\"" + payload) + ".AA");
    }

    @Test
    void refusalDoesNotQuoteTheToken() {
        String token =
                forStorage().withExpiresAt(NOW).withClaim("job_id", "job-1").sign(HS256);

        for (String wrong : List.of(token, token + "x", "not-a-token")) {
            assertThatThrownBy(() -> tokens.verify(wrong))
                    .hasNoCause()
                    .hasMessageNotContaining(wrong)
                    .hasMessageNotContaining("job-1");
        }
    }

    @Test
    void shortSecretIsRefusedAtStart() {
        assertThatThrownBy(() -> new TransferTokens(new Secret("x".repeat(31)), clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("xxx");
    }

    @Test
    void managerGetsTheClaimsSignedForALimitedTime() {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("nothing", null);
        context.put("list", Arrays.asList(1, null, Map.of("deep", "ü")));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("job_id", "job-1");
        claims.put("callback_context", context);
        claims.put("exp", 1);
        claims.put("sub", "someone");
        claims.put("huge", BigInteger.TEN.pow(30));
        claims.put("exact", new BigDecimal("1.10"));

        DecodedJWT token = atManager().verify(tokens.signForManager(claims, Duration.ofSeconds(600)));

        assertThat(new String(Base64.getUrlDecoder().decode(token.getPayload()), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"job_id\":\"job-1\",\"callback_context\":{\"nothing\":null,\"list\":[1,null,{\"deep\":\"ü\"}]},"
                                + "\"huge\":1000000000000000000000000000000,\"exact\":1.10,\"iss\":\"storage\",\"aud\":\"manager\","
                                + "\"iat\":" + NOW_SECONDS + ",\"exp\":" + (NOW_SECONDS + 600) + "}");
    }

    @Test
    void whatAnUploaderBroughtGoesBackToManagerUnchanged() throws Exception {
        String context = "{\"n\":123456789012345678901234567890,\"f\":0.1000,\"s\":\"\\u0000\\\"é\",\"l\":[[],{}]}";
        TransferClaims claims = tokens.verify(signed("{\"aud\":\"storage\",\"callback_context\":" + context + "}"));

        DecodedJWT token = atManager().verify(tokens.signForManager(claims.context(), Duration.ofSeconds(1)));

        assertThat(new String(Base64.getUrlDecoder().decode(token.getPayload()), StandardCharsets.UTF_8))
                .startsWith("{\"callback_context\":" + context + ",");
    }

    @Test
    void ourTokensForManagerOpenNothingHere() {
        assertRefused(tokens.signForManager(Map.of("job_id", "job-1"), Duration.ofSeconds(600)));
    }

    private void assertRefused(String token) {
        assertThat(catchThrowableOfType(TokenException.class, () -> tokens.verify(token)))
                .isNotNull()
                .extracting(TokenException::reason)
                .isEqualTo(Reason.REFUSED);
    }

    private JWTVerifier atManager() {
        return ((JWTVerifier.BaseVerification)
                        JWT.require(HS256).withAudience("manager").withIssuer("storage"))
                .build(clock);
    }

    private static JWTCreator.Builder forStorage() {
        return JWT.create().withAudience("storage");
    }

    private static String signed(String payload) {
        return signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", payload);
    }

    private static String signed(String header, String payload) {
        String content = encoded(header) + "." + encoded(payload);
        byte[] signature = HS256.sign(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
