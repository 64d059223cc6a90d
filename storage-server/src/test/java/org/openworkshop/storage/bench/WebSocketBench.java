/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.PackagedServer;
import org.openworkshop.storage.server.SocketCrowd;

/**
 * What {@value #MANY} idle watchers cost a server of its own process in resident memory, of one job and of one each, and how
 * long it takes from the begin of an upload until as many frames as there are watchers have come, its first stages. Client and
 * server share the machine.
 */
class WebSocketBench {
    private static final int MANY = Integer.getInteger("bench.sockets", 10_000);
    private static final Duration GENEROUS = Duration.ofMinutes(2);
    private static final Pattern PORT = Pattern.compile("address=http://[^ ]*:(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB");
    private static final String ONE = "job-bench-one";

    @TempDir
    Path folder;

    private final Table table = new Table("watchers", "MB more", "to the last of them, ms");

    @Test
    void memoryAndBroadcast() throws Exception {
        row("of one job", i -> ONE, true);
        row("of one job each", i -> "job-bench-" + (100_000 + i), false);
        table.print();
    }

    private void row(String name, IntFunction<String> job, boolean broadcasts) throws Exception {
        Path log = folder.resolve(name.replace(' ', '-') + ".log");
        Files.createFile(log);
        Map<String, String> settings = new HashMap<>(PackagedServer.settings(folder.resolve(name)));
        settings.put("OW_SERVER_ACCESS_LOG", "false");
        Process server = PackagedServer.start(log, settings, List.of("-Xmx256m"));
        try {
            await().atMost(GENEROUS)
                    .until(() -> PORT.matcher(Files.readString(log)).find());
            int port = port(log);
            watch(port, 200, i -> "job-warm-up", crowd -> {});
            double before = resident(server);
            List<Double> cells = new ArrayList<>();
            watch(port, MANY, job, crowd -> {
                cells.add(resident(server) - before);
                cells.add(broadcasts ? millisToTheLast(port, crowd) : Double.NaN);
            });
            table.row(name, cells.get(0), broadcasts ? cells.get(1) : "");
        } finally {
            server.destroyForcibly();
        }
    }

    private interface Look {
        void at(SocketCrowd crowd) throws Exception;
    }

    private static void watch(int port, int many, IntFunction<String> job, Look look) throws Exception {
        try (SocketCrowd crowd = new SocketCrowd(
                port, many, i -> "/transfer/ws/" + job.apply(i) + "?token=" + PackagedServer.token(job.apply(i)), "")) {
            await().atMost(GENEROUS).until(() -> crowd.texts() >= many);
            assertThat(crowd.open()).isEqualTo(many);
            look.at(crowd);
        }
    }

    private static double millisToTheLast(int port, SocketCrowd crowd) throws Exception {
        long had = crowd.texts();
        long begin = System.nanoTime();
        URI upload = URI.create(
                "http://127.0.0.1:" + port + "/transfer/upload?filename=x.txt&token=" + PackagedServer.token(ONE));
        var answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(upload)
                                .POST(BodyPublishers.ofString("text"))
                                .build(),
                        BodyHandlers.ofString());
        await().atMost(GENEROUS).pollInterval(Duration.ofMillis(1)).until(() -> crowd.texts() >= had + MANY);
        double millis = (System.nanoTime() - begin) / 1e6;
        await().atMost(GENEROUS).until(answer::isDone);
        return millis;
    }

    private static int port(Path log) throws IOException {
        Matcher port = PORT.matcher(Files.readString(log));
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static double resident(Process process) throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/smaps_rollup")));
        assertThat(resident.find()).isTrue();
        return Long.parseLong(resident.group(1)) * 1024 / 1e6;
    }
}
