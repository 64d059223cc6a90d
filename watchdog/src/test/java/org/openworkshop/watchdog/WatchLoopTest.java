/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class WatchLoopTest {
    private static final CheckResult UP = CheckResult.ofStatus(200);
    private static final CheckResult DOWN = CheckResult.ofStatus(503);
    private static final Duration CHECK_TIME = Duration.ofSeconds(1);

    private final FakeTicker ticker = new FakeTicker();
    private final Deque<CheckResult> script = new ArrayDeque<>();
    private final List<Long> restarts = new ArrayList<>();
    private final RecordedLog recorded = new RecordedLog();
    private RestartCommand command = () -> 0;

    /** Runs the loop over the scripted checks, each of which takes a second, with a 10 s pause and a 30 s limit. */
    private void watch() throws Exception {
        Timing timing = new Timing(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(5));
        HealthCheck check = () -> {
            if (script.isEmpty()) {
                throw new InterruptedException("the script is over");
            }
            ticker.pass(CHECK_TIME);
            return script.remove();
        };
        long start = ticker.nanoTime();
        RestartCommand recording = () -> {
            restarts.add(Duration.ofNanos(ticker.nanoTime() - start).toSeconds());
            return command.run();
        };
        Restart restart = new Restart(recording, ThreadDump.NONE, Hook.NONE, ticker, recorded.log);
        assertThatThrownBy(() -> new WatchLoop(timing, check, restart, ticker, recorded.log).run())
                .isInstanceOf(InterruptedException.class);
    }

    private void then(CheckResult result, int times) {
        for (int i = 0; i < times; i++) {
            script.add(result);
        }
    }

    private List<String> lines() {
        return recorded.lines();
    }

    @Test
    void healthyServiceIsSaidOnceAndNeverRestarted() throws Exception {
        then(UP, 100);
        watch();
        assertThat(restarts).isEmpty();
        assertThat(lines()).containsExactly("The service is healthy. status=200");
        assertThat(ticker.pauses).hasSize(100).containsOnly(Duration.ofSeconds(10));
    }

    @Test
    void failureShorterThanTheLimitIsNotRestarted() throws Exception {
        then(UP, 1);
        then(DOWN, 3); // failing from second 12 to 34, the next check would be at 43
        then(UP, 1);
        watch();
        assertThat(restarts).isEmpty();
    }

    @Test
    void commandRunsAsSoonAsTheFailureHasLastedLongEnough() throws Exception {
        then(DOWN, 4); // seen at 1, 12, 23; then the pause is cut to the remaining 8 s, and the check takes 1 s
        watch();
        assertThat(restarts).containsExactly(32L);
        assertThat(ticker.pauses).startsWith(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(8));
    }

    @Test
    void oneHealthyCheckStartsTheCountAgain() throws Exception {
        for (int flap = 0; flap < 50; flap++) {
            then(DOWN, 3);
            then(UP, 1);
        }
        watch();
        assertThat(restarts).isEmpty();
    }

    @Test
    void countStartsAnewWhenTheCommandHasEnded() throws Exception {
        command = () -> {
            ticker.pass(Duration.ofSeconds(100));
            return 0;
        };
        then(DOWN, 11);
        watch();
        assertThat(restarts).hasSize(2);
        // The second time it is twice 30 s, from the command's end at 32 + 100, and the check that shows it.
        assertThat(restarts.get(1)).isBetween(192L, 194L);
    }

    @Test
    void serviceThatNeverComesBackIsRestartedLessAndLessOftenButAtLeastHourly() throws Exception {
        then(DOWN, 2_000);
        watch();
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < restarts.size(); i++) {
            pauses.add(restarts.get(i) - restarts.get(i - 1));
        }
        // A check takes a second, and up to one more may be needed to see that it is time.
        List<Integer> expected = List.of(60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600);
        assertThat(pauses).hasSizeGreaterThanOrEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(pauses.get(i)).isBetween((long) expected.get(i), expected.get(i) + 2L);
        }
    }

    @Test
    void healthyCheckEndsTheBackOff() throws Exception {
        then(DOWN, 10); // restarts at 32 and about 93
        then(UP, 1);
        then(DOWN, 4);
        watch();
        assertThat(restarts).hasSize(3);
        assertThat(lines())
                .filteredOn(line -> line.startsWith("Running"))
                .extracting(line -> line.substring(line.lastIndexOf(' ') + 1))
                .containsExactly("restart=1", "restart=2", "restart=1");
    }

    @Test
    void logTellsTheStoryOfAnOutageInOneLinePerEvent() throws Exception {
        command = () -> {
            ticker.pass(Duration.ofMillis(2_500));
            return 3;
        };
        then(UP, 1);
        then(DOWN, 5);
        then(UP, 3);
        watch();
        assertThat(lines())
                .containsExactly(
                        "The service is healthy. status=200",
                        "The service is failing. status=503 restart_in_seconds=30",
                        "Running the restart command. status=503 failing_seconds=31 restart=1",
                        "The restart command ended. exit_code=3 took_seconds=2.5 next_restart_in_seconds=60",
                        "The service is healthy again. status=200 failing_seconds=55.5");
    }

    @Test
    void recoveryWithoutARestartIsLoggedOnceToo() throws Exception {
        then(DOWN, 1);
        then(UP, 5);
        watch();
        assertThat(lines())
                .containsExactly(
                        "The service is failing. status=503 restart_in_seconds=30",
                        "The service is healthy again. status=200 failing_seconds=11");
    }

    @Test
    void commandThatCannotBeStartedIsTriedAgainLater() throws Exception {
        command = () -> {
            throw new IOException("no shell, password=secret");
        };
        then(DOWN, 11);
        watch();
        assertThat(restarts).hasSize(2);
        assertThat(lines())
                .contains("The restart command could not be started. error=IOException next_restart_in_seconds=60")
                .noneMatch(line -> line.contains("secret"));
    }

    @Test
    void commandThatNeverEndsDoesNotEndTheWatch() throws Exception {
        command = () -> {
            ticker.pass(Duration.ofMinutes(10));
            throw new TimeoutException();
        };
        then(DOWN, 4);
        then(UP, 1);
        watch();
        assertThat(lines())
                .contains("The restart command did not end and was killed. took_seconds=600 next_restart_in_seconds=60")
                .last()
                .asString()
                .startsWith("The service is healthy again.");
    }
}
