/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process, against a real server that dies, hangs, is ill, slow, flaps and comes back. */
@Timeout(60)
class WatchdogIT {
    @TempDir
    Path folder;

    private HealthServer server;
    private WatchdogProcess watchdog;

    @BeforeEach
    void prepare() throws IOException {
        server = new HealthServer();
        watchdog = new WatchdogProcess(folder, server.port());
    }

    @AfterEach
    void cleanUp() {
        watchdog.close();
        server.close();
    }

    private void awaitRequests(int count) {
        await().atMost(WatchdogProcess.PATIENCE).until(() -> server.requests.get() >= count);
    }

    @Test
    void deadServerIsRestartedAgainAndAgainUntilItIsBack() throws Exception {
        watchdog.start();
        watchdog.awaitLine("The service is healthy. status=200");
        server.die();
        watchdog.awaitRestarts(2);
        server.comeBack();
        watchdog.awaitLine("The service is healthy again. status=200");
        // The first failure may be a request that the dying server cut; the ones after it find nobody.
        assertThat(watchdog.out())
                .anyMatch(line -> line.startsWith("The service is failing. error="))
                .anyMatch(line -> line.startsWith("Running the restart command. error=connection_refused"))
                .anyMatch(line -> line.startsWith("The restart command ended. exit_code=3"))
                .anyMatch(line -> line.contains(" next_restart_in_seconds=1 "))
                .anyMatch(line -> line.contains(" next_restart_in_seconds=2 "));
        assertThat(watchdog.err()).isEmpty();
    }

    @Test
    void hangingServerIsRestarted() throws Exception {
        server.hang();
        watchdog.environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "0.2");
        watchdog.start();
        watchdog.awaitRestarts(1);
        assertThat(watchdog.out()).anyMatch(line -> line.startsWith("The service is failing. error=timeout"));
    }

    @Test
    void illServerIsRestarted() throws Exception {
        server.status = 503;
        watchdog.start();
        watchdog.awaitRestarts(1);
        assertThat(watchdog.out()).anyMatch(line -> line.startsWith("The service is failing. status=503"));
    }

    @Test
    void slowServerIsHealthyWhileItAnswersInTime() throws Exception {
        server.delay = Duration.ofMillis(300);
        watchdog.environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "20");
        watchdog.start();
        awaitRequests(5);
        assertThat(watchdog.restartCount()).isZero();
        assertThat(watchdog.out()).noneMatch(line -> line.contains("failing"));
    }

    @Test
    void flappingServerIsNotRestarted() throws Exception {
        server.flaps = true;
        watchdog.start();
        // 60 checks take 3 s: six times as long as a lasting failure would need.
        awaitRequests(60);
        assertThat(watchdog.restartCount()).isZero();
        assertThat(watchdog.out())
                .filteredOn(line -> line.contains("healthy again"))
                .hasSizeGreaterThan(20);
    }

    @Test
    void secretsOfTheAddressAndTheCommandsAreNotLogged() throws Exception {
        server.status = 503;
        watchdog.environment.put(
                "WATCHDOG_RESTART_COMMAND", "PASSWORD=s3cret; echo x >> '" + watchdog.restarts() + "'");
        watchdog.environment.put("WATCHDOG_ON_RESTART_COMMAND", "env | grep ^WATCHDOG_; PASSWORD=s3cret");
        watchdog.start();
        watchdog.awaitLine("The hook ended. exit_code=0");
        assertThat(watchdog.out())
                .anyMatch(line -> line.equals("WATCHDOG_REASON=status=503"))
                .noneMatch(line -> line.contains("s3cret") || line.contains("user"))
                .first()
                .asString()
                .startsWith("The watchdog is watching. url=http://127.0.0.1:" + server.port()
                        + "/healthz check_interval_seconds=0.05");
    }

    @Test
    void hookThatHangsDoesNotStopTheWatching() throws Exception {
        server.die();
        watchdog.environment.put("WATCHDOG_ON_RESTART_COMMAND", "echo the hook hangs; exec sleep 30");
        watchdog.start();
        watchdog.awaitLine("the hook hangs");
        server.comeBack();
        watchdog.awaitLine("The service is healthy again.");
        server.die();
        watchdog.awaitRestarts(2);
        watchdog.awaitLine("The hook is still busy with an earlier restart; nobody is told of this one.");
        watchdog.terminate();
        assertThat(watchdog.exitCode()).isZero();
    }

    @Test
    void misspeltSettingIsPointedOut() throws Exception {
        watchdog.environment.put("WATCHDOG_RESTART_AFTER", "7");
        watchdog.start();
        watchdog.awaitLine("There is no such setting; it is ignored. name=WATCHDOG_RESTART_AFTER ");
    }

    @Test
    void encryptionWithoutTheCompilerIsWarnedOf() throws Exception {
        watchdog.jvmOptions.add("-Xint");
        watchdog.environment.put("WATCHDOG_HEALTH_URL", "https://127.0.0.1:" + server.port() + "/");
        watchdog.start();
        watchdog.awaitLine("TLS takes seconds without the compiler.");
    }

    @Test
    void terminateEndsItWithZero() throws Exception {
        watchdog.start();
        watchdog.awaitLine("The service is healthy.");
        watchdog.terminate();
        assertThat(watchdog.exitCode()).isZero();
        assertThat(watchdog.out()).last().asString().startsWith("The watchdog was told to stop.");
    }

    @Test
    void terminateEndsItWithZeroWhileACheckHangs() throws Exception {
        server.hang();
        watchdog.environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "600");
        watchdog.start();
        awaitRequests(1);
        watchdog.terminate();
        assertThat(watchdog.exitCode()).isZero();
    }

    @Test
    void terminateEndsItWithZeroWhileTheCommandRuns() throws Exception {
        server.status = 503;
        watchdog.environment.put("WATCHDOG_RESTART_COMMAND", "echo x >> '" + watchdog.restarts() + "'; exec sleep 5");
        watchdog.start();
        watchdog.awaitRestarts(1);
        watchdog.terminate();
        assertThat(watchdog.exitCode()).isZero();
    }

    @Test
    void ctrlCEndsItWith130() throws Exception {
        watchdog.start();
        watchdog.awaitLine("The service is healthy.");
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(watchdog.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(watchdog.exitCode()).isEqualTo(130);
    }
}
