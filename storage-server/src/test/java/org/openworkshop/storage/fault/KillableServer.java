/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openworkshop.storage.server.PackagedServer;

/** The packaged program as a process that is killed and started again over the same main directory and port. */
final class KillableServer implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final int LOG_TAIL = 6000;

    private final FaultSettings settings;
    private final StorageApi api;
    private volatile Process process;
    private volatile int generation;

    /** Starts the first instance, without waiting for its port. */
    KillableServer(FaultSettings settings) throws IOException {
        this.settings = settings;
        this.api = new StorageApi(settings);
        Files.createDirectories(settings.mainDir());
        Files.createDirectories(settings.temporary());
        this.process = launch();
    }

    private Process launch() throws IOException {
        Files.writeString(
                settings.log(),
                "==== instance " + generation + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return PackagedServer.start(settings.log(), settings.environment(), settings.jvmOptions());
    }

    /** How often it was killed. */
    int generation() {
        return generation;
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the server says that it is healthy; fails when it ends by itself. */
    void awaitHealthy() throws IOException {
        await().pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .atMost(LONGEST_START)
                .until(() -> !process.isAlive() || api.isHealthy());
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended by itself with exit code " + process.exitValue()
                    + " as instance " + generation + ":\n" + logTail());
        }
    }

    /**
     * Kills it with SIGKILL and waits until it is gone.
     *
     * @return the stages of the jobs it left on disk, by job id
     */
    Map<String, String> kill() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended before it was killed:\n" + logTail());
        }
        process.destroyForcibly();
        if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("SIGKILL does not end the server");
        }
        generation++;
        return new Workspaces(settings.mainDir()).stages();
    }

    /** Starts the next instance, without waiting for its port. */
    void restart() throws IOException {
        process = launch();
    }

    /**
     * Processes of this server's jar that outlived the instance that started them. Bubblewrap's own first process is not one:
     * when it is killed while it builds its isolation, nothing is in there yet and only its supervisor can take it away.
     */
    Map<Long, String> orphans() {
        String jar = System.getProperty("storage.jar");
        String temporary = settings.temporary().toString();
        Set<Long> own = process.descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
        Map<Long, String> orphans = new TreeMap<>();
        ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != process.pid() && !own.contains(handle.pid()))
                .forEach(handle -> handle.info()
                        .commandLine()
                        .filter(line -> line.contains(jar) && line.contains(temporary) && !isBuildingIsolation(handle))
                        .ifPresent(line -> orphans.put(handle.pid(), line)));
        return orphans;
    }

    private static boolean isBuildingIsolation(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/bwrap")
                && process.children().findAny().isEmpty();
    }

    /** Size of what all instances so far left in the folder for temporary files. */
    long temporaryBytes() throws IOException {
        try (Stream<Path> files = Files.walk(settings.temporary())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private String logTail() throws IOException {
        String log = Files.readString(settings.log());
        return log.substring(Math.max(0, log.length() - LOG_TAIL));
    }

    /** Lines of the log that speak of a fault of the server's own. */
    List<String> loggedErrors() throws IOException {
        return Files.readAllLines(settings.log()).stream()
                .filter(line -> line.contains(" ERROR "))
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    }
}
