/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged jar as a process, with its environment and what it prints. */
final class WatchdogProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final Map<String, String> environment = new HashMap<>();
    final List<String> jvmOptions = new ArrayList<>();
    private final Path folder;
    private Process process;

    /** Not started yet; what it prints goes into the folder. Checks are quick, and nothing is configured beyond them. */
    WatchdogProcess(Path folder, int port) {
        this.folder = folder;
        environment.put("WATCHDOG_HEALTH_URL", "http://user:s3cret@127.0.0.1:" + port + "/healthz?token=s3cret");
        environment.put("WATCHDOG_RESTART_COMMAND", "echo x >> '" + restarts() + "'; exit 3");
        environment.put("WATCHDOG_CHECK_INTERVAL_SECONDS", "0.05");
        environment.put("WATCHDOG_RESTART_AFTER_SECONDS", "0.5");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts the jar. SIGINT is set to its default first: a build in the background may have it ignored. */
    void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", java()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", System.getProperty("watchdog.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("WATCHDOG_") || name.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    long pid() {
        return process.pid();
    }

    void terminate() {
        process.destroy();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Where the restart command leaves a line each time. */
    Path restarts() {
        return folder.resolve("restarts");
    }

    long restartCount() throws IOException {
        return Files.exists(restarts()) ? Files.size(restarts()) / 2 : 0;
    }

    void awaitRestarts(int count) {
        await().atMost(PATIENCE).until(() -> restartCount() >= count);
    }

    List<String> out() throws IOException {
        return Files.readAllLines(folder.resolve("out"));
    }

    List<String> err() throws IOException {
        return Files.readAllLines(folder.resolve("err"));
    }

    void awaitLine(String part) {
        await().atMost(PATIENCE).until(() -> out().stream().anyMatch(line -> line.contains(part)));
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
