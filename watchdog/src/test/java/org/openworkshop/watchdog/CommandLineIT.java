/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar's arguments, settings and exit codes. */
@Timeout(60)
class CommandLineIT {
    @TempDir
    Path folder;

    private HealthServer server;
    private WatchdogProcess watchdog;

    @BeforeEach
    void prepare() throws IOException {
        server = new HealthServer();
        watchdog = new WatchdogProcess(folder, server.port());
        watchdog.environment.keySet().removeIf(name -> !name.equals("WATCHDOG_HEALTH_URL"));
    }

    @AfterEach
    void cleanUp() {
        watchdog.close();
        server.close();
    }

    private void assertExitCode(int expected, String... arguments) throws Exception {
        watchdog.start(arguments);
        assertThat(watchdog.exitCode()).isEqualTo(expected);
    }

    @Test
    void oneCheckOfAHealthyServiceIsSilentAndZero() throws Exception {
        assertExitCode(0, "--once");
        assertThat(watchdog.out()).isEmpty();
        assertThat(watchdog.err()).isEmpty();
        assertThat(server.requests).hasValue(1);
    }

    @Test
    void oneCheckOfAnIllServiceIsOneLineAndOne() throws Exception {
        server.status = 503;
        assertExitCode(1, "--once");
        assertThat(watchdog.out())
                .singleElement()
                .asString()
                .startsWith("The service is failing. status=503 url=http://127.0.0.1:" + server.port() + "/healthz ");
        assertThat(server.requests).hasValue(1);
    }

    @Test
    void oneCheckOfADeadServiceRestartsNothing() throws Exception {
        server.die();
        watchdog.environment.put("WATCHDOG_RESTART_COMMAND", "echo x >> '" + watchdog.restarts() + "'");
        watchdog.environment.put("WATCHDOG_RESTART_AFTER_SECONDS", "0.000001");
        assertExitCode(1, "--once");
        assertThat(watchdog.out()).singleElement().asString().contains(" error=connection_refused ");
        assertThat(watchdog.restartCount()).isZero();
    }

    @Test
    void oneCheckOfAHangingServiceEndsInItsTime() throws Exception {
        server.hang();
        watchdog.environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "0.2");
        assertExitCode(1, "--once");
        assertThat(watchdog.out()).singleElement().asString().contains(" error=timeout ");
    }

    @Test
    void oneCheckWithBadSettingsIsTwo() throws Exception {
        watchdog.environment.remove("WATCHDOG_HEALTH_URL");
        assertExitCode(2, "--once");
        assertThat(watchdog.err()).containsExactly("The watchdog cannot start: WATCHDOG_HEALTH_URL is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpNamesEverySetting(String argument) throws Exception {
        assertExitCode(0, argument);
        assertThat(String.join("\n", watchdog.out()))
                .contains("--once", "--version")
                .contains(SettingsReader.NAMES);
        assertThat(watchdog.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void versionIsTheOneOfTheJar(String argument) throws Exception {
        assertExitCode(0, argument);
        assertThat(watchdog.out()).singleElement().asString().matches("watchdog \\d+\\.\\d+.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--twice", "config.toml", "--once --once", ""})
    void otherArgumentsAreRefused(String arguments) throws Exception {
        assertExitCode(2, arguments.split(" ", -1));
        assertThat(watchdog.out()).isEmpty();
        assertThat(watchdog.err())
                .containsExactly("The watchdog cannot start: it takes no arguments but --once, --help or --version;"
                        + " settings are WATCHDOG_ environment variables");
    }

    @Test
    void badSettingsAreOneLineOnStandardErrorAndExitCode2() throws Exception {
        watchdog.environment.put("WATCHDOG_CHECK_INTERVAL_SECONDS", "NaN");
        assertExitCode(2);
        assertThat(watchdog.out()).isEmpty();
        assertThat(watchdog.err())
                .containsExactly("The watchdog cannot start: WATCHDOG_RESTART_COMMAND is missing;"
                        + " WATCHDOG_CHECK_INTERVAL_SECONDS is not a positive number of seconds such as 20 or 0.5");
    }
}
