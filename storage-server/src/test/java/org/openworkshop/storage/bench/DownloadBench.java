/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Downloads against nginx: the same files from the page cache, kept-alive connections, {@code wrk} as the client, all on the
 * same processors. Both servers run all the time and are measured in turns, {@value #ROUNDS} rounds of {@link #SECONDS}
 * seconds after one to warm up, and four times as long for each file while the Java machine still compiles; and the medians are shown, of the ratios too. {@code -Dbench.javas} names the Java homes to measure with, separated
 * by colons.
 */
class DownloadBench {
    private static final int ROUNDS = 5;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 3);
    private static final int WARM_UP_SECONDS = 4 * SECONDS;
    private static final long LARGE_BYTES = 1 << 20;
    private static final Pattern REQUESTS =
            Pattern.compile("(\\d+) requests in ([\\d.]+)(ms|s|m), ([\\d.]+)([KMGT]?)B read");
    private static final Pattern FAILURES = Pattern.compile("Socket errors|Non-2xx");

    /** What the documentation recommends for a small machine. */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    @TempDir
    Path folder;

    /** A file to ask for. */
    private record Subject(String name, String path, long bytes) {}

    /** One round of one server. */
    private record Round(double requestsPerSecond, double cpuSecondsPerGigabyte) {}

    @Test
    void againstNginx() throws Exception {
        Path main = folder.resolve("main");
        List<Subject> subjects = List.of(
                subject(main, "4 KiB", 4096), subject(main, "1 MiB", 1 << 20), subject(main, "100 MiB", 100L << 20));
        Table table = new Table(
                "Java",
                "file",
                "connections",
                "nginx requests/s",
                "ours",
                "ratio",
                "nginx MB/s",
                "ours",
                "nginx CPU s/GB",
                "ours",
                "ratio",
                "ours, most MB");
        try (Nginx nginx = Nginx.start(Files.createDirectory(folder.resolve("nginx")), main)) {
            for (Path java : JavaHome.measured()) {
                try (Served served = Served.start(java, main, folder.resolve("server.log"), OPTIONS)) {
                    for (Subject subject : subjects) {
                        wrk(served.port(), subject, 16, WARM_UP_SECONDS);
                        for (int connections : new int[] {1, 16, 64}) {
                            row(table, java, nginx, served, subject, connections);
                        }
                    }
                }
            }
        }
        table.print();
    }

    private static Subject subject(Path main, String name, long bytes) throws IOException {
        String path = "resource/bench/" + bytes + ".bin";
        Path file = main.resolve(path);
        Files.createDirectories(file.getParent());
        byte[] content = new byte[(int) bytes];
        new Random(bytes).nextBytes(content);
        Files.write(file, content);
        return new Subject(name, path, bytes);
    }

    private void row(Table table, Path java, Nginx nginx, Served served, Subject subject, int connections)
            throws IOException, InterruptedException {
        List<Round> reference = new ArrayList<>();
        List<Round> ours = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            Round theirs = round(nginx.port(), nginx.pids(), subject, connections);
            Round own = round(served.port(), served.pids(), subject, connections);
            if (round > 0) {
                reference.add(theirs);
                ours.add(own);
            }
        }
        double nginxRate = Median.of(reference, Round::requestsPerSecond);
        double ownRate = Median.of(ours, Round::requestsPerSecond);
        table.row(
                JavaHome.version(java),
                subject.name(),
                connections,
                nginxRate,
                ownRate,
                Median.ofPairs(ours, reference, (own, theirs) -> own.requestsPerSecond() / theirs.requestsPerSecond()),
                nginxRate * subject.bytes() / 1e6,
                ownRate * subject.bytes() / 1e6,
                Median.of(reference, Round::cpuSecondsPerGigabyte),
                Median.of(ours, Round::cpuSecondsPerGigabyte),
                Median.ofPairs(
                        ours, reference, (own, theirs) -> own.cpuSecondsPerGigabyte() / theirs.cpuSecondsPerGigabyte()),
                ProcessUse.peakMegabytes(served.pids()));
    }

    private Round round(int port, List<Long> pids, Subject subject, int connections)
            throws IOException, InterruptedException {
        double cpu = ProcessUse.cpuSeconds(pids);
        String said = wrk(port, subject, connections, SECONDS);
        cpu = ProcessUse.cpuSeconds(pids) - cpu;
        Matcher requests = REQUESTS.matcher(said);
        if (!requests.find() || FAILURES.matcher(said).find()) {
            throw new IOException("wrk was not answered as it should be: " + said);
        }
        // Of large files many are under way when the time is over; of small ones the headers are a part that differs.
        double count = subject.bytes() < LARGE_BYTES
                ? Double.parseDouble(requests.group(1))
                : Double.parseDouble(requests.group(4)) * unit(requests.group(5)) / subject.bytes();
        double seconds = Double.parseDouble(requests.group(2))
                * switch (requests.group(3)) {
                    case "ms" -> 0.001;
                    case "m" -> 60;
                    default -> 1;
                };
        return new Round(count / seconds, cpu / (count * subject.bytes() / 1e9));
    }

    private static double unit(String prefix) {
        return Math.pow(1024, " KMGT".indexOf(prefix.isEmpty() ? " " : prefix));
    }

    private static String wrk(int port, Subject subject, int connections, int seconds)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "wrk",
                        "-t" + Math.min(2, connections),
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--timeout",
                        "30s",
                        "http://127.0.0.1:" + port + "/download/" + subject.path())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("wrk failed: " + said);
        }
        return said;
    }
}
