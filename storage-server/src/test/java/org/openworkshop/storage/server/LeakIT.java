/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server keeps after very many clients came and most of them broke off. {@code -Dleak.requests} says how many requests they
 * make.
 */
class LeakIT {
    private static final int REQUESTS = Integer.getInteger("leak.requests", 4_000);
    private static final int CLIENTS = 8;
    private static final int WARM_UP_VISITS = 5 * CLIENTS;
    private static final long MIB = 1024 * 1024;

    /** Connections to other services and the like, which come and go. */
    private static final int FEW = 4;

    @TempDir
    Path folder;

    /** What a process holds. */
    private record Holdings(long files, long sockets, double threads, double directBytes, double heapBytes) {}

    @Test
    void clientsThatBreakOffLeaveNothingBehind() throws Exception {
        Path main = folder.resolve("main");
        put(main.resolve("resource/small.bin"), 1000);
        put(main.resolve("resource/large.bin"), 16 * (int) MIB);
        put(main.resolve("archive/mods/5/x.zip"), 1000);
        // Takes connections and never answers.
        try (ServerSocket access = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
                PackagedServer server = PackagedServer.serve(
                        folder,
                        main,
                        List.of("-Xmx256m"),
                        Map.of(
                                "OW_SERVER_ACCESS_LOG",
                                "false",
                                "OW_ACCESS_SERVICE_URL",
                                "http://127.0.0.1:" + access.getLocalPort(),
                                "OW_ACCESS_SERVICE_TIMEOUT_SECONDS",
                                "1"))) {
            visit(server, WARM_UP_VISITS);
            Holdings before = holdings(server);
            visit(server, REQUESTS / RudeVisit.REQUESTS);
            Holdings after = holdings(server);

            System.out.println("before " + before + "\nafter  " + after);
            assertThat(after.files()).isLessThanOrEqualTo(before.files());
            assertThat(after.sockets()).isLessThanOrEqualTo(before.sockets() + FEW);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2 * CLIENTS);
            assertThat(after.directBytes()).isLessThan(before.directBytes() + 32 * MIB);
            assertThat(after.heapBytes()).isLessThan(before.heapBytes() + 16 * MIB);
            assertThat(leftFiles(main)).isEmpty();
            assertThat(server.log()).doesNotContain("ERROR", "OutOfMemory");
        }
    }

    private static void put(Path file, int bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    private static void visit(PackagedServer server, int visits) throws Exception {
        int port = server.uri("/").getPort();
        AtomicInteger left = new AtomicInteger(visits);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                RudeVisit visit = new RudeVisit(port, "job-leak-" + i);
                all.add(clients.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        visit.run();
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(10, TimeUnit.MINUTES);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Waits until nothing is under way and collects garbage before it looks. */
    private static Holdings holdings(PackagedServer server) throws Exception {
        try (RawConnection monitor = new RawConnection(server.uri("/").getPort())) {
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> {
                        String metrics = metrics(monitor);
                        // The monitor's own.
                        assertThat(figure(metrics, "storage_requests_under_way"))
                                .isEqualTo(1);
                        assertThat(figure(metrics, "storage_connections_open")).isEqualTo(1);
                        assertThat(figure(metrics, "storage_websocket_clients")).isZero();
                        assertThat(figure(metrics, "storage_access_checks_waiting"))
                                .isZero();
                        for (String queue : List.of("upload", "fetch", "pack")) {
                            String label = "{queue=\"" + queue + "\"}";
                            assertThat(figure(metrics, "storage_queue_working" + label))
                                    .isZero();
                            assertThat(figure(metrics, "storage_queue_waiting" + label))
                                    .isZero();
                        }
                    });
            collectGarbage(server.pid());
            String metrics = metrics(monitor);
            return new Holdings(
                    descriptors(server.pid(), false),
                    descriptors(server.pid(), true),
                    figure(metrics, "jvm_threads_current"),
                    figure(metrics, "jvm_buffer_pool_used_bytes{pool=\"direct\"}"),
                    figure(metrics, "jvm_memory_used_bytes{area=\"heap\"}"));
        }
    }

    private static String metrics(RawConnection monitor) throws IOException {
        return monitor.head("GET /metrics").answer().body();
    }

    private static double figure(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no figure " + name));
    }

    private static void collectGarbage(long pid) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collecting = new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collecting.waitFor()).isZero();
    }

    private static long descriptors(long pid, boolean sockets) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return all.filter(fd -> target(fd).startsWith("socket:") == sockets).count();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "socket:";
        }
    }

    /** Files in the main directory beyond those that were put there and the jobs' records. */
    private static List<String> leftFiles(Path main) throws IOException {
        try (Stream<Path> all = Files.walk(main)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> main.relativize(file).toString())
                    .filter(
                            name -> !name.matches(
                                    "\\.lock|\\.operator|temp/[^/]+/meta\\.json|resource/(small|large)\\.bin|archive/mods/5/x\\.zip"))
                    .toList();
        }
    }
}
