/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestartTest {
    private static final String URL = "http://127.0.0.1:8000/healthz";
    private static final Path DUMP = Path.of("/var/log/thread-dump.txt");
    private static final Failure FAILURE = new Failure(
            CheckResult.failed(CheckError.TIMEOUT), Duration.ofMillis(900_500), 2, Duration.ofSeconds(1_200));

    private final FakeTicker ticker = new FakeTicker();
    private final RecordedLog recorded = new RecordedLog();
    private final List<String> order = new ArrayList<>();
    private final List<RestartReport> told = new ArrayList<>();

    private void restart(ThreadDump dump, RestartCommand command) throws Exception {
        Hook hook = report -> {
            order.add("hook");
            told.add(report);
        };
        new Restart(command, dump, hook, ticker, recorded.log).run(FAILURE);
    }

    private RestartReport reportOf(RestartCommand command) throws Exception {
        restart(ThreadDump.NONE, command);
        return told.get(told.size() - 1);
    }

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void dumpComesBeforeTheCommandAndTheHookAfterIt() throws Exception {
        ThreadDump dump = () -> {
            order.add("dump");
            return DUMP;
        };
        restart(dump, () -> {
            order.add("command");
            return 0;
        });
        assertThat(order).containsExactly("dump", "command", "hook");
        assertThat(told).containsExactly(new RestartReport(FAILURE, RestartOutcome.ended(0), DUMP));
    }

    @Test
    void timeOfFailingIsThatOfTheRestartNotOfTheDecision() throws Exception {
        ThreadDump dump = () -> {
            ticker.sleep(Duration.ofMillis(10_500));
            return null;
        };
        restart(dump, () -> {
            ticker.sleep(Duration.ofSeconds(60));
            return 0;
        });
        assertThat(recorded.lines())
                .anyMatch(line ->
                        line.startsWith("Running the restart command.") && line.contains(" failing_seconds=911 "));
        assertThat(told.get(0).variables(URL)).contains(entry("WATCHDOG_FAILING_SECONDS", "911"));
    }

    @Test
    void hookIsToldWhyAndHowItWent() throws Exception {
        assertThat(new RestartReport(FAILURE, RestartOutcome.ended(3), DUMP).variables(URL))
                .containsExactly(
                        entry(
                                "WATCHDOG_MESSAGE",
                                "http://127.0.0.1:8000/healthz was failing for 900.5 s (error=timeout); restart 2:"
                                        + " the restart command ended with exit code 3"),
                        entry("WATCHDOG_REASON", "error=timeout"),
                        entry("WATCHDOG_HEALTH_URL", URL),
                        entry("WATCHDOG_FAILING_SECONDS", "900.5"),
                        entry("WATCHDOG_RESTART_COUNT", "2"),
                        entry("WATCHDOG_RESTART_OUTCOME", "ended"),
                        entry("WATCHDOG_EXIT_CODE", "3"),
                        entry("WATCHDOG_NEXT_RESTART_SECONDS", "1200"),
                        entry("WATCHDOG_THREAD_DUMP", DUMP.toString()));
    }

    @Test
    void commandThatWasKilledIsToldWithoutAnExitCode() throws Exception {
        RestartReport report = reportOf(() -> {
            throw new TimeoutException();
        });
        assertThat(report.variables(URL))
                .contains(entry("WATCHDOG_RESTART_OUTCOME", "killed"), entry("WATCHDOG_EXIT_CODE", ""))
                .extractingByKey("WATCHDOG_MESSAGE")
                .asString()
                .endsWith("the restart command did not end and was killed");
    }

    @Test
    void commandThatCouldNotBeStartedIsToldToo() throws Exception {
        RestartReport report = reportOf(() -> {
            throw new IOException();
        });
        assertThat(report.variables(URL))
                .contains(
                        entry("WATCHDOG_RESTART_OUTCOME", "not_started"),
                        entry("WATCHDOG_EXIT_CODE", ""),
                        entry("WATCHDOG_THREAD_DUMP", ""));
    }

    @Test
    void commandIsNotRunAnyMoreWhenTheStopCameDuringTheDump() {
        ThreadDump dump = () -> {
            Thread.currentThread().interrupt();
            return null;
        };
        assertThatThrownBy(() -> restart(dump, () -> {
                    order.add("command");
                    return 0;
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(order).isEmpty();
    }
}
