/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "WATCHDOG_HEALTH_URL", "http://127.0.0.1:8000/healthz",
            "WATCHDOG_RESTART_COMMAND", "systemctl restart storage"));

    private Settings read() throws SettingsException {
        return SettingsReader.forWatching(environment);
    }

    @Test
    void onlyAddressAndCommandHaveToBeSet() throws Exception {
        Settings settings = read();
        assertThat(settings.healthUrl()).hasToString("http://127.0.0.1:8000/healthz");
        assertThat(settings.restartCommand()).isEqualTo("systemctl restart storage");
        assertThat(settings.timing().checkInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.timing().restartAfter()).isEqualTo(Duration.ofSeconds(300));
        assertThat(settings.timing().requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void eachNumberHasItsOwnVariable() throws Exception {
        environment.put("WATCHDOG_CHECK_INTERVAL_SECONDS", "1");
        environment.put("WATCHDOG_RESTART_AFTER_SECONDS", "2");
        environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "3");
        Settings settings = read();
        assertThat(settings.timing().checkInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.timing().restartAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.timing().requestTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "0.25, PT0.25S",
        ".5, PT0.5S",
        "7., PT7S",
        "' 8 ', PT8S",
        "+9, PT9S",
        "1e2, PT100S",
        "1e-300, PT0.000000001S",
        "1e300, PT876000H"
    })
    void numbersMayBeFractionsAndOfAnySize(String text, Duration expected) throws Exception {
        environment.put("WATCHDOG_CHECK_INTERVAL_SECONDS", text);
        assertThat(read().timing().checkInterval()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "0.0",
                "-1",
                "-0.5",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e999",
                "1e-999",
                "abc",
                "5s",
                "5f",
                "0x1p3",
                "1,5",
                "1 2",
                ".",
                "e5",
                "1\n2"
            })
    void whatIsNotAPositiveFiniteNumberIsRefused(String text) {
        for (String name : new String[] {"CHECK_INTERVAL", "RESTART_AFTER", "REQUEST_TIMEOUT"}) {
            Map<String, String> bad = new HashMap<>(environment);
            bad.put("WATCHDOG_" + name + "_SECONDS", text);
            assertThatThrownBy(() -> SettingsReader.forWatching(bad))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith("WATCHDOG_" + name + "_SECONDS is not a positive number of seconds")
                    .message()
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "healthz",
                "127.0.0.1:8000/healthz",
                "ftp://127.0.0.1/",
                "file:///etc/passwd",
                "http://",
                "http:///x",
                "http:healthz",
                "http://:8000/",
                "http://h:99999/",
                "http://h:0/",
                "http://h:port/",
                "http://h/a b",
                "http://[::1/",
                "http://h/\u0001",
                "jar:http://h/x!/"
            })
    void addressThatCannotBeAskedIsRefused(String url) {
        environment.put("WATCHDOG_HEALTH_URL", url);
        assertThatThrownBy(this::read).hasMessage("WATCHDOG_HEALTH_URL is not an http or https address with a host");
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:pa%40ss@h:8000/healthz?token=s3cret#part, http://h:8000/healthz",
        "https://h?token=s3cret, https://h",
        "http://user:s3cret@storage_server:8000/healthz, http://storage_server:8000/healthz",
        "HTTP://[::1]:8000/, http://[::1]:8000/"
    })
    void shownAddressHasNoSecrets(String url, String shown) throws Exception {
        environment.put("WATCHDOG_HEALTH_URL", url);
        assertThat(read().shownUrl()).isEqualTo(shown);
    }

    @Test
    void allProblemsAreNamedInOneLineWithoutValues() {
        environment.put("WATCHDOG_HEALTH_URL", "gopher://user:s3cret@h/");
        environment.put("WATCHDOG_RESTART_COMMAND", " ");
        environment.put("WATCHDOG_CHECK_INTERVAL_SECONDS", "s3cret");
        assertThatThrownBy(this::read)
                .message()
                .contains(
                        "WATCHDOG_HEALTH_URL is not", "WATCHDOG_RESTART_COMMAND is missing", "WATCHDOG_CHECK_INTERVAL")
                .doesNotContain("s3cret")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WATCHDOG_HEALTH_URL", "WATCHDOG_RESTART_COMMAND"})
    void missingVariableIsNamed(String name) {
        environment.remove(name);
        assertThatThrownBy(this::read).hasMessage(name + " is missing");
    }

    @Test
    void whatIsOptionalIsOffWithoutItsVariableAndWithABlankOne() throws Exception {
        assertThat(read().hook()).isNull();
        assertThat(read().dumps()).isNull();
        environment.put("WATCHDOG_ON_RESTART_COMMAND", "");
        environment.put("WATCHDOG_DUMP_PID_FILE", " ");
        environment.put("WATCHDOG_DUMP_DIRECTORY", "");
        assertThat(read().hook()).isNull();
        assertThat(read().dumps()).isNull();
    }

    @Test
    void dumpsLieBesideThePidFileUnlessAFolderIsGiven() throws Exception {
        environment.put("WATCHDOG_ON_RESTART_COMMAND", "mail");
        environment.put("WATCHDOG_DUMP_PID_FILE", "/run/not/there/pid");
        assertThat(read().hook()).isEqualTo("mail");
        assertThat(read().dumps()).isEqualTo(new DumpPlace(Path.of("/run/not/there/pid"), Path.of("/run/not/there")));
        environment.put("WATCHDOG_DUMP_DIRECTORY", folder.toString());
        assertThat(read().dumps()).isEqualTo(new DumpPlace(Path.of("/run/not/there/pid"), folder));
    }

    @ParameterizedTest
    @CsvSource({
        "run/pid, , WATCHDOG_DUMP_PID_FILE is not an absolute path",
        "/, , WATCHDOG_DUMP_PID_FILE is not a file",
        ", /tmp, 'WATCHDOG_DUMP_DIRECTORY is set, but not WATCHDOG_DUMP_PID_FILE'",
        "/run/pid, dumps, WATCHDOG_DUMP_DIRECTORY is not an absolute path",
        "/run/pid, /not/there, WATCHDOG_DUMP_DIRECTORY is not a folder that the watchdog may write to"
    })
    void placeOfDumpsThatCannotWorkIsRefused(String pidFile, String directory, String problem) {
        environment.put("WATCHDOG_DUMP_PID_FILE", pidFile == null ? "" : pidFile);
        environment.put("WATCHDOG_DUMP_DIRECTORY", directory == null ? "" : directory);
        assertThatThrownBy(this::read).hasMessage(problem);
    }

    @Test
    void oneCheckNeedsNoCommandAndNoFolderButNothingBad() throws Exception {
        environment.remove("WATCHDOG_RESTART_COMMAND");
        environment.put("WATCHDOG_DUMP_PID_FILE", "/run/pid");
        environment.put("WATCHDOG_DUMP_DIRECTORY", "/not/there");
        assertThat(SettingsReader.forOneCheck(environment).restartCommand()).isEmpty();
        environment.put("WATCHDOG_RESTART_AFTER_SECONDS", "soon");
        assertThatThrownBy(() -> SettingsReader.forOneCheck(environment))
                .message()
                .startsWith("WATCHDOG_RESTART_AFTER_SECONDS is not");
    }

    @Test
    void misspeltNamesAreFoundAndThoseOfSystemdAreNot() {
        environment.put("WATCHDOG_RESTART_AFTER", "1");
        environment.put("WATCHDOG_INTERVAL", "1");
        environment.put("WATCHDOG_USEC", "1");
        environment.put("WATCHDOG_PID", "1");
        environment.put("PATH", "/bin");
        assertThat(SettingsReader.unknownNames(environment))
                .containsExactly("WATCHDOG_INTERVAL", "WATCHDOG_RESTART_AFTER");
    }
}
