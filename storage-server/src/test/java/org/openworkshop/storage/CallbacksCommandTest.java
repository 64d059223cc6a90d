/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.StartException;
import picocli.CommandLine;

/** The command line of {@code callbacks}, with real files and a Manager that answers over HTTP. */
class CallbacksCommandTest {
    private static final String HASH = "$2b$04$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final MockWebServer manager = new MockWebServer();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        manager.start();
        Files.createDirectories(folder.resolve("main"));
        writeSettings();
    }

    @AfterEach
    void stop() throws IOException {
        manager.close();
        LogSetup.apply("info", Map.of());
        LogManager.getLogManager().readConfiguration();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"callbacks --config FILE list", "callbacks list --config FILE", "callbacks list -c FILE --json"})
    void settingsMayBeNamedBeforeOrAfterTheWord(String line) throws IOException {
        owed();

        assertThat(run(line)).isZero();

        assertThat(out.toString()).contains("job-0001").doesNotContain("confidential");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void settingsMayComeFromTheEnvironment() {
        environment.put("OW_STORAGE_MAIN_DIR", folder.resolve("main").toString());
        environment.put("OW_MANAGER_URL", "http://manager.example");
        environment.put("OW_ACCESS_SERVICE_URL", "http://access.example");
        environment.put("OW_TOKENS_TRANSFER_JWT_SECRET", "0123456789abcdef0123456789abcdef");
        for (String name : List.of("UPLOAD_FILE", "DELETE_FILE", "STORAGE_MANAGE_TOKEN")) {
            environment.put("OW_TOKENS_" + name, HASH);
        }

        assertThat(run("callbacks list")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("Nothing is owed.");
    }

    @Test
    void tableSaysWhatIsOwedAndSinceWhen() throws IOException {
        owed();

        run("callbacks list --config FILE");

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).split(" {2,}"))
                .containsExactly("JOB", "STATE", "STATUS", "COMPLETED", "ATTEMPTS", "NEXT ATTEMPT", "LAST ERROR");
        assertThat(lines.get(1).split(" {2,}"))
                .containsExactly(
                        "job-0001",
                        "owed",
                        "success",
                        "2026-01-02T03:04:05Z",
                        "3",
                        "2026-01-02T03:05:00Z",
                        "status 503");
        assertThat(lines.get(2).split(" {2,}"))
                .containsExactly("job-0001", "given up", "error (time?out)", "2026-01-02T03:04:06Z", "0", "-", "-");
    }

    @Test
    void jsonHasTheSameKeysForEveryCompletion() throws IOException {
        run("callbacks list --json --config FILE");
        assertThat(out.toString()).isEqualToIgnoringWhitespace("[]");

        owed();
        run("callbacks list --json --config FILE");

        JsonNode lines = new ObjectMapper().readTree(out.toString());
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.fieldNames())
                        .toIterable()
                        .containsExactly(
                                "job_id",
                                "idempotency_key",
                                "state",
                                "status",
                                "reason",
                                "completed_at",
                                "attempts",
                                "next_attempt_at",
                                "last_error",
                                "given_up_at"));
        assertThat(lines.get(1).path("state").asText()).isEqualTo("given_up");
        assertThat(lines.get(0).path("reason").isNull()).isTrue();
    }

    @Test
    void retryTellsWhatBecameOfEachAndWhetherManagerHasAll() throws IOException {
        owed();
        manager.enqueue(new MockResponse.Builder().code(200).build());
        manager.enqueue(new MockResponse.Builder().code(404).build());
        assertThat(run("callbacks --config FILE retry job-0001")).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        "success, completed 2026-01-02T03:04:05Z: delivered",
                        "error (time?out), completed 2026-01-02T03:04:06Z: failed, given up: status 404");

        manager.enqueue(new MockResponse.Builder().code(503).build());
        assertThat(run("callbacks retry job-0001 --config FILE --json")).isEqualTo(1);
        JsonNode failed = new ObjectMapper().readTree(out.toString());
        assertThat(failed).hasSize(1);
        assertThat(failed.path(0).path("job_id").asText()).isEqualTo("job-0001");
        assertThat(failed.path(0).path("outcome").asText()).isEqualTo("given_up");

        manager.enqueue(new MockResponse.Builder().code(200).build());
        assertThat(run("callbacks retry job-0001 --config FILE")).isZero();
        assertThat(out.toString().lines())
                .containsExactly("error (time?out), completed 2026-01-02T03:04:06Z: delivered");

        assertThat(run("callbacks retry job-0001 --config FILE")).isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("callbacks: nothing is owed or given up for job job-0001");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "callbacks --config FILE nope",
                "callbacks list job-0001 --config FILE",
                "callbacks retry --config FILE",
                "callbacks retry short --config FILE",
                "callbacks retry ../../etc/passwd --config FILE",
                "callbacks retry job-0001 job-0002 --config FILE",
                "callbacks --config FILE retry job-0001 --csv"
            })
    void wrongUsageIsExplainedOnStandardError(String line) throws IOException {
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void withoutASubcommandItLists() throws IOException {
        assertThat(run("callbacks list --config FILE")).isZero();
        String list = out.toString();
        out.getBuffer().setLength(0);

        assertThat(run("callbacks --config FILE")).isZero();
        assertThat(out.toString()).isEqualTo(list).isNotEmpty();
    }

    @Test
    void wrongConfigurationAndMissingDirectoryAreToldApart() throws IOException {
        environment.put("OW_SERVER_PORT", "x");
        assertThat(run("callbacks list --config FILE")).isEqualTo(100);
        assertThat(err.toString()).contains("the configuration has a problem", "OW_SERVER_PORT");

        environment.clear();
        environment.put("OW_STORAGE_MAIN_DIR", folder.resolve("none").toString());
        assertThat(run("callbacks list --config FILE")).isEqualTo(1);
        assertThat(err.toString()).contains("callbacks: storage.main_dir " + folder.resolve("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"callbacks --help", "callbacks list --help", "callbacks retry --help"})
    void helpNamesTheSettings(String line) {
        assertThat(run(line)).isZero();
        assertThat(out.toString()).contains("--config").doesNotContain("null");
    }

    private int run(String line) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine command = Main.commandLine(environment, config -> {
            throw new StartException("not asked to");
        });
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(Main.withDefaultCommand(
                line.replace("FILE", folder.resolve("storage.toml").toString()).split(" ")));
    }

    private void writeSettings() throws IOException {
        Files.writeString(folder.resolve("storage.toml"), """
                [storage]
                main_dir = "%s"
                [manager]
                url = "%s"
                [access]
                service_url = "http://access.example"
                [tokens]
                transfer_jwt_secret = "0123456789abcdef0123456789abcdef"
                upload_file = "%3$s"
                delete_file = "%3$s"
                storage_manage_token = "%3$s"
                """.formatted(
                        folder.resolve("main"), "http://127.0.0.1:" + manager.getPort(), HASH));
    }

    private void owed() throws IOException {
        Path workspace = Files.createDirectories(folder.resolve("main/temp/job-0001"));
        Files.writeString(workspace.resolve("meta.json"), """
                {"job_id": "job-0001", "callbacks": [
                  {"idempotency_key": "a", "claims": {"status": "success", "callback_context": "confidential"},
                   "completed_at": 1767323045, "attempts": 3, "next_attempt_at": 1767323100, "last_error": "status 503"},
                  {"idempotency_key": "b", "claims": {"status": "error", "reason": "time\\u001bout"},
                   "completed_at": 1767323046, "given_up_at": 1767323100}
                ]}
                """);
    }
}
