/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process, against a real server that dies, hangs, is ill and comes back. */
@Timeout(60)
class WatchdogIT {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ExecutorService serverThreads = Executors.newCachedThreadPool();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final List<Process> started = new ArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile boolean hangs;
    private volatile boolean flaps;
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void prepare() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        startServer(0);
        int port = server.getAddress().getPort();
        environment.put("WATCHDOG_HEALTH_URL", "http://user:s3cret@127.0.0.1:" + port + "/healthz?token=s3cret");
        environment.put("WATCHDOG_RESTART_COMMAND", "echo x >> '" + restarts() + "'; exit 3");
        environment.put("WATCHDOG_CHECK_INTERVAL_SECONDS", "0.05");
        environment.put("WATCHDOG_RESTART_AFTER_SECONDS", "0.5");
    }

    @AfterEach
    void cleanUp() {
        started.forEach(Process::destroyForcibly);
        hanging.countDown();
        server.stop(0);
        serverThreads.shutdownNow();
    }

    private void startServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(serverThreads);
        server.createContext("/healthz", exchange -> {
            requests.incrementAndGet();
            if (flaps) {
                status = status == 200 ? 503 : 200;
            }
            if (hangs) {
                awaitTheEnd();
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    private void awaitTheEnd() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the jar. SIGINT is set to its default first: a build in the background may have it ignored. */
    private Process startWatchdog(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("watchdog.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("WATCHDOG_") || name.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        Process watchdog = builder.start();
        started.add(watchdog);
        return watchdog;
    }

    private Path restarts() {
        return folder.resolve("restarts");
    }

    private long restartCount() throws IOException {
        return Files.exists(restarts()) ? Files.size(restarts()) / 2 : 0;
    }

    private List<String> lines(String stream) throws IOException {
        return Files.readAllLines(folder.resolve(stream));
    }

    private void awaitLine(String part) {
        await().until(() -> lines("out").stream().anyMatch(line -> line.contains(part)));
    }

    private static int exitCode(Process watchdog) throws InterruptedException {
        assertThat(watchdog.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return watchdog.exitValue();
    }

    @Test
    void deadServerIsRestartedAgainAndAgainUntilItIsBack() throws Exception {
        startWatchdog();
        awaitLine("The service is healthy. status=200");
        int port = server.getAddress().getPort();
        server.stop(0);
        await().until(() -> restartCount() >= 2);
        startServer(port);
        awaitLine("The service is healthy again. status=200");
        // The first failure may be a request that the dying server cut; the ones after it find nobody.
        assertThat(lines("out"))
                .anyMatch(line -> line.startsWith("The service is failing. error="))
                .anyMatch(line -> line.startsWith("Running the restart command. error=connection_refused"))
                .anyMatch(line -> line.startsWith("The restart command ended. exit_code=3"));
        assertThat(lines("err")).isEmpty();
    }

    @Test
    void hangingServerIsRestarted() throws Exception {
        hangs = true;
        environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "0.2");
        startWatchdog();
        await().until(() -> restartCount() >= 1);
        assertThat(lines("out")).anyMatch(line -> line.startsWith("The service is failing. error=timeout"));
    }

    @Test
    void illServerIsRestarted() throws Exception {
        status = 503;
        startWatchdog();
        await().until(() -> restartCount() >= 1);
        assertThat(lines("out")).anyMatch(line -> line.startsWith("The service is failing. status=503"));
    }

    @Test
    void flappingServerIsNotRestarted() throws Exception {
        flaps = true;
        startWatchdog();
        // 60 checks take 3 s: six times as long as a lasting failure would need.
        await().until(() -> requests.get() >= 60);
        assertThat(restartCount()).isZero();
        assertThat(lines("out"))
                .filteredOn(line -> line.contains("healthy again"))
                .hasSizeGreaterThan(20);
    }

    @Test
    void secretsOfTheAddressAndTheCommandAreNotLogged() throws Exception {
        status = 503;
        environment.put("WATCHDOG_RESTART_COMMAND", "PASSWORD=s3cret; echo x >> '" + restarts() + "'");
        startWatchdog();
        awaitLine("The restart command ended. exit_code=0");
        assertThat(lines("out"))
                .noneMatch(line -> line.contains("s3cret") || line.contains("user"))
                .first()
                .asString()
                .startsWith("The watchdog is watching. url=http://127.0.0.1:"
                        + server.getAddress().getPort() + "/healthz check_interval_seconds=0.05");
    }

    @Test
    void terminateEndsItWithZero() throws Exception {
        Process watchdog = startWatchdog();
        awaitLine("The service is healthy.");
        watchdog.destroy();
        assertThat(exitCode(watchdog)).isZero();
        assertThat(lines("out")).last().asString().startsWith("The watchdog was told to stop.");
    }

    @Test
    void terminateEndsItWithZeroWhileACheckHangs() throws Exception {
        hangs = true;
        environment.put("WATCHDOG_REQUEST_TIMEOUT_SECONDS", "600");
        Process watchdog = startWatchdog();
        await().until(() -> requests.get() == 1);
        watchdog.destroy();
        assertThat(exitCode(watchdog)).isZero();
    }

    @Test
    void terminateEndsItWithZeroWhileTheCommandRuns() throws Exception {
        status = 503;
        environment.put("WATCHDOG_RESTART_COMMAND", "echo x >> '" + restarts() + "'; exec sleep 5");
        Process watchdog = startWatchdog();
        await().until(() -> restartCount() == 1);
        watchdog.destroy();
        assertThat(exitCode(watchdog)).isZero();
    }

    @Test
    void ctrlCEndsItWith130() throws Exception {
        Process watchdog = startWatchdog();
        awaitLine("The service is healthy.");
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(watchdog.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(exitCode(watchdog)).isEqualTo(130);
    }

    @Test
    void badSettingsAreOneLineOnStandardErrorAndExitCode2() throws Exception {
        environment.remove("WATCHDOG_RESTART_COMMAND");
        environment.put("WATCHDOG_CHECK_INTERVAL_SECONDS", "NaN");
        Process watchdog = startWatchdog();
        assertThat(exitCode(watchdog)).isEqualTo(2);
        assertThat(lines("out")).isEmpty();
        assertThat(lines("err"))
                .containsExactly("The watchdog cannot start: WATCHDOG_RESTART_COMMAND is missing;"
                        + " WATCHDOG_CHECK_INTERVAL_SECONDS is not a positive number of seconds such as 20 or 0.5");
    }

    @Test
    void argumentsAreRefused() throws Exception {
        Process watchdog = startWatchdog("--help");
        assertThat(exitCode(watchdog)).isEqualTo(2);
        assertThat(lines("err")).singleElement().asString().contains("WATCHDOG_ environment variables");
    }

    @Test
    void jarHasNoRoomForOtherPeoplesClasses() throws Exception {
        try (JarFile jar = new JarFile(System.getProperty("watchdog.jar"))) {
            assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("org/openworkshop/watchdog/"));
        }
    }
}
