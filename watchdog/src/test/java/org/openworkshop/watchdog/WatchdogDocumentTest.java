/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/watchdog.md} against the code. */
class WatchdogDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/watchdog.md");
    private static final Set<String> OF_SYSTEMD = Set.of("WATCHDOG_USEC", "WATCHDOG_PID");

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> hookVariables() {
        Failure failure = new Failure(CheckResult.failed(CheckError.TIMEOUT), Duration.ZERO, 1, Duration.ZERO);
        return new RestartReport(failure, RestartOutcome.killed(), null)
                .variables("http://h/")
                .keySet();
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void everyVariableIsDocumentedAndNoOther() throws Exception {
        Set<String> known = new TreeSet<>(SettingsReader.NAMES);
        known.addAll(hookVariables());
        known.addAll(OF_SYSTEMD);
        assertThat(found("\\b(WATCHDOG_[A-Z_]+)", Files.readString(DOCUMENT))).isEqualTo(known);
    }

    @Test
    void everyVariableHasItsRow() throws Exception {
        Set<String> rows = found("\n\\| `(WATCHDOG_[A-Z_]+)` \\|", Files.readString(DOCUMENT));
        assertThat(rows).containsAll(SettingsReader.NAMES).containsAll(hookVariables());
    }

    @Test
    void documentedDefaultsAreTheRealOnes() throws Exception {
        Timing timing = SettingsReader.forWatching(
                        Map.of("WATCHDOG_HEALTH_URL", "http://h/", "WATCHDOG_RESTART_COMMAND", "true"))
                .timing();
        assertThat(Files.readString(DOCUMENT))
                .contains(
                        row("WATCHDOG_CHECK_INTERVAL_SECONDS", timing.checkInterval()),
                        row("WATCHDOG_RESTART_AFTER_SECONDS", timing.restartAfter()),
                        row("WATCHDOG_REQUEST_TIMEOUT_SECONDS", timing.requestTimeout()));
    }

    private static String row(String name, Duration value) {
        return "| `" + name + "` | `" + Settings.seconds(value) + "` |";
    }

    @Test
    void everyLineOfTheLogIsDocumentedAndNoOther() throws Exception {
        Set<String> written = found("event\\(\\s*\"([^\"]*)\"", sources());
        String text = Files.readString(DOCUMENT);
        Set<String> documented = new TreeSet<>();
        text.substring(text.indexOf("### Log"), text.indexOf("## Hook"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(row -> documented.addAll(found("`([^`]*\\.)`", row.substring(0, row.indexOf(" | ")))));
        assertThat(documented)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(written).anyMatch(event -> event.startsWith(line)));
        assertThat(written).allSatisfy(event -> assertThat(documented).anyMatch(event::startsWith));
    }

    @Test
    void everyErrorOfACheckHasItsRowAndNoOther() throws Exception {
        String text = Files.readString(DOCUMENT);
        String section = text.substring(text.indexOf("## What it does"), text.indexOf("### Log"));
        assertThat(found("\n\\| `(\\w+)` \\|", section))
                .isEqualTo(Stream.of(CheckError.values()).map(CheckError::word).collect(Collectors.toSet()));
    }

    @Test
    void everyReasonForNoDumpIsDocumented() throws Exception {
        String text = Files.readString(DOCUMENT);
        assertThat(found("NoDumpException\\(\"(\\w+)\"", sources()))
                .hasSizeGreaterThan(4)
                .allSatisfy(word -> assertThat(text).contains("`" + word + "`"));
    }
}
