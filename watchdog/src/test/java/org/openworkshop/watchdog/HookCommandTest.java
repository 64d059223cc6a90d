/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HookCommandTest {
    private static final RestartReport REPORT = new RestartReport(
            new Failure(CheckResult.ofStatus(503), Duration.ofSeconds(300), 1, Duration.ofSeconds(600)),
            RestartOutcome.ended(0),
            null);

    @TempDir
    Path folder;

    private final RecordedLog recorded = new RecordedLog();

    private HookCommand hook(String command, Duration limit) {
        return new HookCommand(command, "http://h/healthz", limit, recorded.log);
    }

    private void awaitLine(String line) {
        await().until(() -> recorded.lines().contains(line));
    }

    @Test
    void reportIsInTheEnvironment() throws Exception {
        Path file = folder.resolve("told");
        hook(
                        "echo \"$WATCHDOG_REASON $WATCHDOG_EXIT_CODE $WATCHDOG_HEALTH_URL\" > '" + file + "'",
                        Duration.ofSeconds(20))
                .tell(REPORT);
        awaitLine("The hook ended. exit_code=0");
        assertThat(file).hasContent("status=503 0 http://h/healthz");
    }

    @Test
    void failingHookIsLogged() {
        hook("exit 7", Duration.ofSeconds(20)).tell(REPORT);
        awaitLine("The hook ended. exit_code=7");
    }

    @Test
    void hangingHookIsNotWaitedForAndKilledAfterItsTime() throws Exception {
        Path pid = folder.resolve("pid");
        hook("echo $$ > '" + pid + "'; sleep 60", Duration.ofSeconds(2)).tell(REPORT);
        assertThat(recorded.lines()).isEmpty();
        await().until(() -> Files.exists(pid) && Files.size(pid) > 1);
        long number = Long.parseLong(Files.readString(pid).strip());
        awaitLine("The hook did not end and was killed. after_seconds=2");
        await().until(() -> ProcessHandle.of(number).isEmpty());
    }

    @Test
    void onlyOneRunsAtATime() throws Exception {
        Path go = folder.resolve("go");
        Path told = folder.resolve("told");
        HookCommand hook = hook(
                "echo x >> '" + told + "'; until test -e '" + go + "'; do sleep 0.05; done", Duration.ofSeconds(20));
        hook.tell(REPORT);
        hook.tell(REPORT);
        assertThat(recorded.lines())
                .containsExactly("The hook is still busy with an earlier restart; nobody is told of this one.");
        Files.createFile(go);
        awaitLine("The hook ended. exit_code=0");
        assertThat(told).hasContent("x");
    }
}
