/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.tokengen;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing transfer tokens. */
class TransferTest {
    private static final String JOB = "job-12345678";

    private final TokenGen tokenGen = new TokenGen();

    @TempDir
    Path folder;

    private JsonNode claims() throws Exception {
        String token = tokenGen.out().strip();
        Algorithm.HMAC256(TokenGen.SECRET).verify(JWT.decode(token));
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    @Test
    void tokenHasWhatTheOptionsSay() throws Exception {
        assertThat(tokenGen.withSecret()
                        .run(
                                "transfer",
                                "--job",
                                JOB,
                                "--kind",
                                "img",
                                "--claim",
                                "storage_type=avatar",
                                "--ttl",
                                "1h30m"))
                .isZero();
        long now = TokenGen.NOW.getEpochSecond();
        assertThat(claims().toString())
                .isEqualTo("{\"job_id\":\"job-12345678\",\"transfer_kind\":\"img\",\"aud\":\"storage\",\"iat\":" + now
                        + ",\"exp\":" + (now + 5400) + ",\"storage_type\":\"avatar\"}");
        assertThat(tokenGen.err()).isEmpty();
        assertThat(tokenGen.out()).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mod_id=5 | 5",
                "mod_id=\"5\" | \"5\"",
                "callback_context={\"a\": [1, null, 1.50]} | {\"a\":[1,null,1.50]}",
                "update_only=true | true",
                "note=a=b | \"a=b\"",
                "note= | \"\"",
                "note=5 apples | \"5 apples\"",
                "big=123456789012345678901234567890 | 123456789012345678901234567890"
            })
    void claimsAreJsonWhereTheyCanBe(String claim, String json) throws Exception {
        tokenGen.withSecret().run("transfer", "--job", JOB, "--claim", claim);
        String name = claim.substring(0, claim.indexOf('='));
        String payload = new String(Base64.getUrlDecoder().decode(tokenGen.out().split("\\.")[1]));
        assertThat(payload).endsWith("\"" + name + "\":" + json + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aud=manager", "exp=1", "job_id=short", "transfer_kind=movie", "transfer_kind=img"})
    void tokenThatIsRefusedIsMadeWithANote(String claim) throws Exception {
        assertThat(tokenGen.withSecret().run("transfer", "--job", JOB, "--claim", claim))
                .isZero();
        assertThat(claims().has(claim.substring(0, claim.indexOf('=')))).isTrue();
        assertThat(tokenGen.err()).startsWith("Note: the server refuses this token with 40");
    }

    @ParameterizedTest
    @ValueSource(strings = {"novalue", "=5"})
    void claimWithoutNameOrValueIsWrongUsage(String claim) {
        assertThat(tokenGen.withSecret().run("transfer", "--job", JOB, "--claim", claim))
                .isEqualTo(2);
        assertThat(tokenGen.err()).contains("NAME=VALUE");
        assertThat(tokenGen.run("transfer", "--job", JOB, "--claim", "a=1", "--claim", "a=2"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "5x", "10m1h", "99999d"})
    void timeThatIsNoneIsWrongUsage(String ttl) {
        assertThat(tokenGen.withSecret().run("transfer", "--job", JOB, "--ttl=" + ttl))
                .isEqualTo(2);
    }

    @Test
    void secretComesFromFileConfigurationOrInput() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), TokenGen.SECRET + "\n");
        assertThat(tokenGen.run("transfer", "--job", JOB, "--secret-file", file.toString()))
                .isZero();
        claims();
        assertThat(tokenGen.typing(TokenGen.SECRET + "\n").run("transfer", "--job", JOB, "--secret-file", "-"))
                .isZero();
        claims();
        Path config = folder.resolve("config.toml");
        for (String value : new String[] {TokenGen.SECRET, "file:" + file, "env:ELSEWHERE"}) {
            Files.writeString(config, "[tokens]\ntransfer_jwt_secret = \"" + value + "\"\n");
            assertThat(tokenGen.with("ELSEWHERE", TokenGen.SECRET)
                            .run("transfer", "--job", JOB, "-c", config.toString()))
                    .isZero();
            claims();
        }
        Files.writeString(config, "[tokens]\ntransfer_jwt_secret = \"another secret of more than 32 bytes\"\n");
        tokenGen.withSecret().run("transfer", "--job", JOB, "-c", config.toString());
        claims(); // the environment wins, as in the server
    }

    @Test
    void secretThatIsNotThereIsExplained() throws Exception {
        assertThat(tokenGen.run("transfer", "--job", JOB)).isEqualTo(2);
        assertThat(tokenGen.err()).contains("--config", "--secret-file", "OW_TOKENS_TRANSFER_JWT_SECRET");
        assertThat(tokenGen.run("transfer", "--job", JOB, "-c", "x", "--secret-file", "y"))
                .isEqualTo(2);
        assertThat(tokenGen.run(
                        "transfer", "--job", JOB, "-c", folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(tokenGen.err()).contains("does not exist");
        Path config = Files.writeString(folder.resolve("c.toml"), "[tokens]\ntransfer_jwt_secret = so secret it is\n");
        assertThat(tokenGen.run("transfer", "--job", JOB, "-c", config.toString()))
                .isEqualTo(1);
        assertThat(tokenGen.err()).contains("c.toml:2").doesNotContain("so secret");
        Files.writeString(config, "[tokens]\n");
        assertThat(tokenGen.run("transfer", "--job", JOB, "-c", config.toString()))
                .isEqualTo(1);
        assertThat(tokenGen.with("OW_TOKENS_TRANSFER_JWT_SECRET", "short").run("transfer", "--job", JOB))
                .isEqualTo(1);
        assertThat(tokenGen.err()).contains("5 bytes", "32").doesNotContain("short");
    }
}
