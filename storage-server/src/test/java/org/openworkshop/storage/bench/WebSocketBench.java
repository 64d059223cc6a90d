/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.PackagedServer;

/**
 * What {@value #MANY} idle watchers cost a server in resident memory, of one job and of one each; how long it takes from the bytes
 * of an upload until the last of its watchers has heard of them, and what server and watchers pay for each frame. Server and
 * watchers are processes of their own on the same cores.
 */
class WebSocketBench {
    private static final int MANY = Integer.getInteger("bench.sockets", 10_000);
    private static final int PIECES = 20;

    /** How many events the begin of an upload tells. */
    private static final int BEGIN_EVENTS = 2;

    /** An idle server's CPU seconds in a second, with its pings to all watchers. */
    private static final double IDLE_SECONDS = 0.15;

    private static final Duration GENEROUS = Duration.ofMinutes(2);
    private static final Pattern PORT = Pattern.compile("address=http://[^ ]*:(\\d+)");

    @TempDir
    Path folder;

    private final Table memory = new Table("watchers", "MB more");
    private final Table time = new Table(
            "begin, ms",
            "median, ms",
            "longest, ms",
            "server, us a frame",
            "watchers, us a frame",
            "end, ms",
            "frames");

    @Test
    void memoryAndBroadcast() throws Exception {
        row("of one job", "job-bench-one");
        row("of one job each");
        memory.print();
        time.print();
    }

    private void row(String name, String... job) throws Exception {
        Path log = folder.resolve(job.length + ".log");
        Files.createFile(log);
        Map<String, String> settings = new HashMap<>(PackagedServer.settings(folder.resolve("main-" + job.length)));
        settings.put("OW_SERVER_ACCESS_LOG", "false");
        Process server = PackagedServer.start(log, settings, options());
        try {
            await().atMost(GENEROUS)
                    .until(() -> PORT.matcher(Files.readString(log)).find());
            int port = port(log);
            try (Watchers warmUp = new Watchers(port, 200, "job-warm-up")) {
                warmUp.hear("open");
                warmUp.ask("chunks " + PIECES);
                warmUp.ask("end");
            }
            double before = ProcessUse.residentMegabytes(server.pid());
            try (Watchers watchers = new Watchers(port, MANY, job)) {
                watchers.hear("open");
                memory.row(name, ProcessUse.residentMegabytes(server.pid()) - before);
                if (job.length == 1) {
                    broadcast(server, watchers);
                }
            }
        } finally {
            server.destroyForcibly();
        }
    }

    /** {@code bench.options} are more options of the server's machine, separated by spaces. */
    private static List<String> options() {
        return Arrays.stream(("-Xmx256m " + System.getProperty("bench.options", "")).split(" "))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    /** Until what so many connections have left to be compiled and collected is done: the watchers are to be idle ones. */
    private static void awaitIdle(Process server) {
        double[] before = {seconds(server)};
        await().atMost(GENEROUS)
                .pollDelay(Duration.ofSeconds(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    double used = seconds(server) - before[0];
                    before[0] += used;
                    return used < IDLE_SECONDS;
                });
    }

    private void broadcast(Process server, Watchers watchers) throws IOException {
        awaitIdle(server);
        double serverBegin = seconds(server);
        double watchersBegin = seconds(watchers.process);
        double[] millis = watchers.ask("chunks " + PIECES);
        double frames = (double) MANY * (BEGIN_EVENTS + PIECES);
        double serverMicros = (seconds(server) - serverBegin) * 1e6 / frames;
        double watchersMicros = (seconds(watchers.process) - watchersBegin) * 1e6 / frames;
        double[] end = watchers.ask("end");
        double begin = millis[0];
        millis = Arrays.copyOfRange(millis, 1, millis.length);
        Arrays.sort(millis);
        time.row(
                begin,
                millis[millis.length / 2],
                millis[millis.length - 1],
                serverMicros,
                watchersMicros,
                end[0],
                end[1]);
    }

    /** The process that watches. */
    private static final class Watchers implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        Watchers(int port, int many, String... job) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    WatcherProgram.class.getName(),
                    Integer.toString(port),
                    Integer.toString(many)));
            command.addAll(List.of(job));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            said = process.inputReader();
        }

        void hear(String expected) throws IOException {
            assertThat(said.readLine()).isEqualTo(expected);
        }

        double[] ask(String order) throws IOException {
            process.outputWriter().write(order + "\n");
            process.outputWriter().flush();
            return Arrays.stream(said.readLine().split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }

    private static double seconds(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private static int port(Path log) throws IOException {
        Matcher port = PORT.matcher(Files.readString(log));
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }
}
