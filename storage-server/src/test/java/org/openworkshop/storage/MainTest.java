/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.server.StartException;
import picocli.CommandLine;

/** The command line, without a server behind it. */
class MainTest {
    private static final String HASH = "$2b$04$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K";
    private static final String RIGHT = """
            [storage]
            main_dir = "/srv/storage"
            [manager]
            url = "http://manager.example"
            [access]
            service_url = "http://access.example"
            [tokens]
            transfer_jwt_secret = "0123456789abcdef0123456789abcdef"
            upload_file = "%1$s"
            delete_file = "%1$s"
            storage_manage_token = "%1$s"
            """.formatted(HASH);

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<AppConfig> started = new ArrayList<>();

    @AfterEach
    void restoreLogging() throws IOException {
        LogSetup.apply("info", Map.of());
        LogManager.getLogManager().readConfiguration();
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine(environment, config -> {
            started.add(config);
            throw new StartException("port 8000 is in use");
        });
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(Main.withDefaultCommand(args));
    }

    private String file(String toml) throws IOException {
        return Files.writeString(folder.resolve("storage.toml"), toml).toString();
    }

    @Test
    void optionsAloneServe() throws IOException {
        assertThat(run("--config", file(RIGHT))).isEqualTo(100);
        assertThat(started)
                .singleElement()
                .satisfies(config -> assertThat(config.storage().mainDir()).isEqualTo(Path.of("/srv/storage")));
    }

    @Test
    void accessLogThatCannotBeOpenedKeepsTheServerFromStarting() throws IOException {
        String logged =
                RIGHT + "[server]\naccess_log = true\naccess_log_file = \"" + folder.resolve("none/a.log") + "\"\n";
        assertThat(run("serve", "--config=" + file(logged))).isEqualTo(100);
        assertThat(err.toString())
                .contains("server.access_log_file", "none/a.log", "its folder does not exist; make the folder");
        assertThat(started).isEmpty();
    }

    @Test
    void refusedStartIsALineOfTheLogWhereThatIsReadByPrograms() throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            assertThat(run("serve", "--config=" + file(RIGHT + "[server]\nlog_format = \"json\"\n")))
                    .isEqualTo(100);
        } finally {
            System.setErr(before);
        }
        assertThat(err.toString()).isEmpty();
        assertThat(log.toString(StandardCharsets.UTF_8).strip())
                .startsWith("{\"time\":")
                .endsWith("\"message\":\"Storage server cannot start\",\"reason\":\"port 8000 is in use\"}");
    }

    @Test
    void serverThatCannotStartIsReportedWithItsReason() throws IOException {
        assertThat(run("serve", "--config=" + file(RIGHT))).isEqualTo(100);
        assertThat(err.toString()).isEqualToIgnoringNewLines("storage-server cannot start: port 8000 is in use");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void serveWithoutAFileTakesEverythingFromTheEnvironment() {
        environment.put("OW_STORAGE_MAIN_DIR", "/srv/storage");
        environment.put("OW_MANAGER_URL", "http://manager.example");
        environment.put("OW_ACCESS_SERVICE_URL", "http://access.example");
        environment.put("OW_TOKENS_TRANSFER_JWT_SECRET", "0123456789abcdef0123456789abcdef");
        environment.put("OW_TOKENS_UPLOAD_FILE", HASH);
        environment.put("OW_TOKENS_DELETE_FILE", HASH);
        environment.put("OW_TOKENS_STORAGE_MANAGE_TOKEN", HASH);

        run();

        assertThat(started).hasSize(1);
    }

    @Test
    void wrongConfigurationStartsNothingAndListsAllProblems() throws IOException {
        String file = file("[server]\nport = 70000\nhots = 'x'\n");

        assertThat(run("serve", "--config", file)).isEqualTo(100);

        assertThat(started).isEmpty();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("storage-server: the configuration has 9 problems")
                .contains("storage.main_dir is required, and not set")
                .contains(file + ":2: server.port is 70000")
                .contains(file + ":3: server.hots is no known key")
                .contains("did you mean server.host?");
    }

    @Test
    void checkConfigSaysWhetherTheSettingsAreRight() throws IOException {
        assertThat(run("check-config", "--config", file(RIGHT))).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("The configuration is right.");
        assertThat(err.toString()).isEmpty();

        environment.put("OW_SERVER_PORT", "x");
        assertThat(run("check-config", "--config", file(RIGHT))).isEqualTo(100);
        assertThat(err.toString()).contains("the configuration has a problem", "environment variable OW_SERVER_PORT");
        assertThat(started).isEmpty();
    }

    @Test
    void printConfigShowsOriginsAndNoSecrets() throws IOException {
        String file = file(RIGHT);

        assertThat(run("print-config", "--config", file)).isZero();

        assertThat(out.toString())
                .contains("port = 8000  # default")
                .contains("main_dir = \"/srv/storage\"  # " + file + ":2")
                .contains("transfer_jwt_secret = \"(secret)\"")
                .doesNotContain("0123456789abcdef")
                .doesNotContain(HASH);
    }

    @Test
    void versionNamesTheProgramAndJava() {
        assertThat(run("version")).isZero();
        String fromCommand = out.toString();
        assertThat(fromCommand).contains("storage-server ", "Java " + Runtime.version());

        out.getBuffer().setLength(0);
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).isEqualTo(fromCommand);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpListsTheCommands(String argument) {
        assertThat(run(argument)).isZero();
        assertThat(out.toString())
                .contains(
                        "serve",
                        "check-config",
                        "print-config",
                        "callbacks",
                        "jobs",
                        "sweep",
                        "dev",
                        "version",
                        "--config FILE",
                        "100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--nope", "nope", "--config", "check-config x", "serve serve", "serve --config a --config b"})
    void wrongUsageIsExplainedOnStandardError(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
        assertThat(out.toString()).isEmpty();
        assertThat(started).isEmpty();
    }

    @Test
    void addressOfAnIpv6HostIsBracketed() {
        assertThat(ServeCommand.address("http", "::1", 80)).isEqualTo("http://[::1]:80");
        assertThat(ServeCommand.address("http", "127.0.0.1", 80)).isEqualTo("http://127.0.0.1:80");
    }
}
