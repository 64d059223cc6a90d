/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar beside a service that is a process of its own, falls ill and is really restarted. */
@Timeout(120)
class RestartIT {
    @TempDir
    Path folder;

    private String serviceCommand() {
        return "'" + WatchdogProcess.java() + "' -Xmx32m -XX:+UseSerialGC -cp '"
                + System.getProperty("java.class.path") + "' " + SickService.class.getName() + " '" + folder
                + "' > '" + folder.resolve("service-out") + "' 2>&1 &";
    }

    private long number(String file) throws Exception {
        return Long.parseLong(Files.readString(folder.resolve(file)));
    }

    @AfterEach
    void endService() throws Exception {
        if (Files.exists(folder.resolve("pid"))) {
            ProcessHandle.of(number("pid")).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void stuckServiceIsDumpedRestartedAndTold() throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", serviceCommand()).start().waitFor())
                .isZero();
        await().atMost(WatchdogProcess.PATIENCE).until(() -> Files.exists(folder.resolve("port")));
        long sick = number("pid");
        Path told = folder.resolve("told");
        try (WatchdogProcess watchdog = new WatchdogProcess(folder, (int) number("port"))) {
            watchdog.environment.put(
                    "WATCHDOG_RESTART_COMMAND",
                    "cd '" + folder + "'; kill -9 $(cat pid); rm sick; " + serviceCommand());
            watchdog.environment.put(
                    "WATCHDOG_ON_RESTART_COMMAND",
                    "printf '%s\\n' \"$WATCHDOG_MESSAGE\" \"$WATCHDOG_THREAD_DUMP\" > '" + told + "'");
            watchdog.environment.put(
                    "WATCHDOG_DUMP_PID_FILE", folder.resolve("pid").toString());
            watchdog.environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "2");
            // Longer than the new process needs to answer.
            watchdog.environment.put("WATCHDOG_RESTART_AFTER_SECONDS", "4");
            watchdog.start();
            watchdog.awaitLine("The service is healthy. status=200");
            Files.createFile(folder.resolve("sick"));
            watchdog.awaitLine("The service is healthy again. status=200");
            watchdog.awaitLine("The hook ended. exit_code=0");
            assertThat(number("pid")).isNotEqualTo(sick);
            assertThat(watchdog.out()).anyMatch(line -> line.startsWith("Made a thread dump. pid=" + sick));
        }
        assertThat(Files.readAllLines(told).get(0))
                .startsWith("http://127.0.0.1:" + number("port") + "/healthz was failing for ")
                .endsWith(" s (error=timeout); restart 1: the restart command ended with exit code 0");
        assertThat(Path.of(Files.readAllLines(told).get(1)))
                .content()
                .contains("Full thread dump", "SickService.stuckForGood");
    }
}
