/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.server.PackagedServer.Finished;

/** token-gen.jar shares no code with the server, and says what the server says. */
class TokenGenAgreementIT {
    private static final String JOB = "job-agreed-001";
    private static final long PAST = 1_000_000_000;
    private static final long FUTURE = 9_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void writtenConfigurationIsRightOnceItsPlacesAreFilledIn() throws Exception {
        Path config = folder.resolve("config.toml");
        Finished written = PackagedServer.tokenGen(folder, Map.of(), "--cost=10", "--write", config.toString());
        assertThat(written.exitCode()).as(written.output()).isZero();
        assertThatThrownBy(() -> ConfigReader.read(config, Map.of()))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.key())
                                .containsExactlyInAnyOrder("storage.main_dir", "manager.url", "access.service_url"));
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("main_dir = \"\"", "main_dir = \"/srv/ow\"")
                        .replace("\nurl = \"\"", "\nurl = \"http://manager.example\"")
                        .replace("service_url = \"\"", "service_url = \"http://access.example\""));
        AppConfig read = ConfigReader.read(config, Map.of());
        assertThat(written.output()).contains(read.tokens().transferJwtSecret().reveal());
        assertThat(Files.readString(config)).doesNotContain("FILL IN: the bcrypt");
    }

    @Test
    void verifySaysWhatTheServerSays() throws Exception {
        List<Map<String, Object>> all = List.of(
                Map.of("job_id", JOB, "aud", "storage", "exp", FUTURE),
                Map.of("job_id", JOB, "aud", List.of("other", "storage")),
                Map.of("job_id", JOB, "aud", "manager", "exp", FUTURE),
                Map.of("job_id", JOB, "aud", "storage", "exp", PAST),
                Map.of("job_id", JOB, "aud", "storage", "exp", "soon"),
                Map.of("job_id", JOB, "aud", "storage", "nbf", FUTURE),
                Map.of("job_id", "short", "aud", "storage", "transfer_kind", "movie"),
                Map.of("job_id", JOB, "aud", "storage", "transfer_kind", "movie"),
                Map.of("job_id", JOB, "aud", "storage", "transfer_kind", "img", "storage_type", "archive"),
                Map.of(
                        "job_id",
                        JOB,
                        "aud",
                        "storage",
                        "transfer_kind",
                        "img",
                        "storage_type",
                        "avatar",
                        "file_kind",
                        "x"),
                Map.of("job_id", JOB, "aud", "storage", "download_url", "ftp://x/y"),
                Map.of("job_id", JOB, "aud", "storage", "download_url", "http://127.0.0.1:9/y", "pack_format", "rar"));
        try (TestServer server = new TestServer(folder.resolve("main"), Map.of())) {
            for (Map<String, Object> claims : all) {
                agreeOn(server, signed(claims, TestServer.SECRET));
            }
            agreeOn(server, signed(all.get(0), "another secret of more than 32 bytes"));
            agreeOn(server, "no.token.atall");
        }
    }

    private static String signed(Map<String, Object> claims, String secret) {
        return JWT.create().withPayload(claims).sign(Algorithm.HMAC256(secret));
    }

    private void agreeOn(TestServer server, String token) throws Exception {
        Finished verified = PackagedServer.tokenGen(
                folder, Map.of("OW_TOKENS_TRANSFER_JWT_SECRET", TestServer.SECRET), "verify", "--json", token);
        JsonNode said = new ObjectMapper().readTree(verified.output());
        HttpResponse<String> answer = said.path("for").asText().endsWith("/start")
                ? server.get("/transfer/start?token=" + token)
                : server.transfer(token, "x.txt", "x".getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() == 200) {
            assertThat(said.path("accepted").asBoolean()).as(verified.output()).isTrue();
            assertThat(verified.exitCode()).isZero();
        } else {
            assertThat(said.at("/refusals/0/status").asInt())
                    .as(verified.output())
                    .isEqualTo(answer.statusCode());
            assertThat(said.at("/refusals/0/phrase").asText()).isEqualTo(answer.body());
            assertThat(verified.exitCode()).isEqualTo(1);
        }
    }
}
