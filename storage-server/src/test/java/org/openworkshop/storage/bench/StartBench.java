/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a server takes from the start of its process to the first 200 of {@code /healthz}, with and without the archive of
 * classes that {@code class-archive} makes, and how much memory it has {@link #IDLE} later without any other request. In turns,
 * medians of {@value #ROUNDS} starts after one, which brings the files into the page cache. {@code -Dbench.javas} names the Java
 * homes to measure with, separated by colons.
 */
class StartBench {
    private static final int ROUNDS = 5;
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(5);
    private static final List<String> OPTIONS = List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC");
    private static final byte[] QUESTION =
            "GET /healthz HTTP/1.1\r\nHost: storage\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private record Start(double seconds, double megabytes) {}

    @Test
    void toTheFirstHealthyAnswer() throws Exception {
        Table table = new Table("JDK", "archive", "s", "longest s", "MB", "most MB");
        for (Path java : JavaHome.measured()) {
            List<String> archive = List.of("-XX:SharedArchiveFile=" + classArchive(java));
            List<Start> without = new ArrayList<>();
            List<Start> with = new ArrayList<>();
            start(java, List.of());
            start(java, archive);
            for (int round = 0; round < ROUNDS; round++) {
                without.add(start(java, List.of()));
                with.add(start(java, archive));
            }
            row(table, java, "no", without);
            row(table, java, "yes", with);
        }
        table.print();
    }

    private static void row(Table table, Path java, String archive, List<Start> starts) throws IOException {
        table.row(
                JavaHome.version(java),
                archive,
                Median.of(starts, Start::seconds),
                starts.stream().mapToDouble(Start::seconds).max().orElseThrow(),
                Median.of(starts, Start::megabytes),
                starts.stream().mapToDouble(Start::megabytes).max().orElseThrow());
    }

    private Path classArchive(Path java) throws Exception {
        Path archive = folder.resolve("classes-" + JavaHome.version(java) + ".jsa");
        Process making = new ProcessBuilder(
                        java.resolve("bin/java").toString(),
                        "-jar",
                        System.getProperty("storage.jar"),
                        "class-archive",
                        archive.toString())
                .inheritIO()
                .start();
        assertThat(making.waitFor()).isZero();
        return archive;
    }

    private Start start(Path java, List<String> archive) throws IOException {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(archive);
        Path main = Files.createTempDirectory(folder, "main");
        long begin = System.nanoTime();
        try (Served served = Served.launch(java, main, folder.resolve("server.log"), options, Map.of())) {
            Awaitility.await()
                    .atMost(LONGEST)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(BETWEEN_QUESTIONS)
                    .until(() -> isHealthy(served.port()));
            double seconds = (System.nanoTime() - begin) / 1e9;
            long idleSince = System.nanoTime();
            Awaitility.await().atMost(LONGEST).until(() -> System.nanoTime() - idleSince >= IDLE.toNanos());
            return new Start(seconds, ProcessUse.residentMegabytes(served.pids().get(0)));
        }
    }

    private static boolean isHealthy(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(1));
            socket.getOutputStream().write(QUESTION);
            return Arrays.equals(socket.getInputStream().readNBytes(ANSWER.length), ANSWER);
        } catch (IOException notYet) {
            return false;
        }
    }
}
