/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of transfer tokens. */
class VerifyTest {
    private final TokenGen tokenGen = new TokenGen().withSecret();

    private static String token(UnaryOperator<JWTCreator.Builder> change) {
        return change.apply(JWT.create()
                        .withClaim("job_id", "job-12345678")
                        .withAudience("storage")
                        .withExpiresAt(TokenGen.NOW.plusSeconds(270)))
                .sign(Algorithm.HMAC256(TokenGen.SECRET));
    }

    private static String token(String name, Object value) {
        return token(jwt -> jwt.withPayload(Map.of(name, value)));
    }

    @Test
    void goodTokenIsShownAndAccepted() {
        assertThat(tokenGen.run("verify", token("mod_id", 17))).isZero();
        assertThat(tokenGen.out())
                .contains("\"mod_id\" : 17", "Expires 2026-11-26T12:04:30Z (in 4m 30s).")
                .endsWith("The server accepts it for POST /transfer/upload.\n")
                .doesNotContain(TokenGen.SECRET);
        assertThat(tokenGen.err()).isEmpty();
    }

    @Test
    void tokenMayComeFromStandardInput() {
        assertThat(tokenGen.typing(token("mod_id", 17) + "\n").run("verify", "-"))
                .isZero();
        assertThat(tokenGen.run("verify", "-", "--secret-file", "-")).isEqualTo(2);
    }

    @Test
    void everyReasonIsNamed() {
        String token = token(jwt -> jwt.withPayload(Map.of("job_id", "x", "transfer_kind", "movie"))
                .withAudience("manager")
                .withExpiresAt(TokenGen.NOW.minusSeconds(300)));
        String changed = token.substring(0, token.length() - 4) + "AAAA";
        assertThat(tokenGen.run("verify", changed)).isEqualTo(1);
        assertThat(tokenGen.out())
                .contains(
                        "The server refuses it for POST /transfer/upload:\n",
                        "- 403 Access denied: its signature",
                        "- 403 Access denied: its audience is \"manager\"",
                        "- 403 Access denied: it expired 2026-11-26T11:55:00Z (5m 0s ago)",
                        "- 400 Invalid job id: job_id is \"x\"",
                        "- 400 Unsupported transfer kind: transfer_kind is \"movie\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transfer_kind | img | Invalid storage type",
                "pack_format | rar | Unsupported format",
                "download_url | ftp://x/y | Invalid download URL",
                "download_url | http:///y | Invalid download URL",
                "job_id | ../../etc | Invalid job id",
                "aud | manager | Access denied",
                "exp | tomorrow | Access denied",
                "nbf | 99999999999 | Access denied"
            })
    void wrongClaimIsNamed(String name, String value, String phrase) {
        Object claim = value.matches("[0-9]+") ? Long.valueOf(value) : value;
        assertThat(tokenGen.run("verify", token(name, claim))).isEqualTo(1);
        assertThat(tokenGen.out().lines().filter(line -> line.startsWith("- ")))
                .singleElement()
                .asString()
                .contains(" " + phrase + ": ");
    }

    @Test
    void purposeDecidesWhatIsDemanded() {
        assertThat(tokenGen.run("verify", token("mod_id", 1), "--for", "start")).isEqualTo(1);
        assertThat(tokenGen.out()).contains("400 Download URL missing", "download_url is missing");
        String fetch = token("download_url", "https://example.com/mod.zip");
        assertThat(tokenGen.run("verify", fetch)).isZero();
        assertThat(tokenGen.out()).contains("accepts it for /transfer/start.");
        assertThat(tokenGen.run("verify", fetch, "--for=upload")).isZero();
    }

    @Test
    void tokenWithoutExpiryDoesNotExpire() {
        String token = JWT.create()
                .withClaim("job_id", "job-12345678")
                .withAudience("storage", "others")
                .sign(Algorithm.HMAC256(TokenGen.SECRET));
        assertThat(tokenGen.run("verify", token)).isZero();
    }

    @Test
    void lastSecondIsTooLate() {
        String token = token("mod_id", 1);
        assertThat(tokenGen.at(TokenGen.NOW.plusSeconds(269)).run("verify", token))
                .isZero();
        assertThat(tokenGen.at(TokenGen.NOW.plusSeconds(270)).run("verify", token))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "a.b",
                "a.b.c",
                "..",
                "!.!.!",
                "eyJhbGciOiJIUzI1NiJ9.bnVsbA.x",
                "eyJhbGciOiJub25lIn0.eyJhdWQiOiJzdG9yYWdlIiwiam9iX2lkIjoiam9iLTEyMzQ1Njc4In0."
            })
    void whatIsNoTokenIsRefused(String token) {
        assertThat(tokenGen.run("verify", token)).isEqualTo(1);
        assertThat(tokenGen.out()).contains("403 Access denied");
        assertThat(tokenGen.err()).isEmpty();
    }

    @Test
    void terminalObeysNothingInAToken() {
        assertThat(tokenGen.run("verify", token("a\u001b[2J", "\u202e\u009b2J\u0007")))
                .isZero();
        assertThat(tokenGen.out().codePoints())
                .noneMatch(c -> c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        assertThat(tokenGen.run("verify", "--json", token("aud", "manager"))).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(tokenGen.out());
        assertThat(json.path("accepted").asBoolean(true)).isFalse();
        assertThat(json.at("/refusals/0/status").asInt()).isEqualTo(403);
        assertThat(json.at("/claims/job_id").asText()).isEqualTo("job-12345678");
        assertThat(json.at("/header/alg").asText()).isEqualTo("HS256");
    }
}
