/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.PackagedServer;

/**
 * Uploads of 1 GiB against nginx writing the same body to a file: one client, which sends from one buffer, all on the same
 * processors. Both servers run all the time and are measured in turns, {@value #ROUNDS} rounds after {@value #WARM_UP} to warm
 * up; the medians are shown, of the ratios too. What was received is deleted between rounds. {@code -Dbench.javas} names the Java homes to
 * measure with, separated by colons.
 *
 * <p>Seconds run from the first byte sent until the server has the file: nginx has when it answers, which is when its file has
 * its name; a job has when its watcher is told {@code uploaded}, which is when the file was hashed, forced to the disk and
 * recorded; {@code /upload} has when it answers, which is after the same. nginx does not force its file: how long it would take
 * with that is a row of its own.
 */
class ReceiveBench {
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 2;
    private static final int MEBIBYTES = Integer.getInteger("bench.mebibytes", 1024);

    /** What the documentation recommends for a small machine. */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    @TempDir
    Path folder;

    private final Table table =
            new Table("Java", "upload", "s", "until the answer", "MB/s", "ratio", "CPU s/GB", "most MB");
    private int number;

    /** One upload. {@code seconds} until the server has the file, which is before the answer where that waits for more. */
    private record Round(double seconds, double answered, double cpuSeconds) {}

    /** Something to measure. */
    private interface Subject {
        Round upload(String name) throws Exception;
    }

    @Test
    void againstNginx() throws Exception {
        DeflatedZip zip = DeflatedZip.of(MEBIBYTES);
        HttpServer manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        manager.start();
        String managerUrl = "http://127.0.0.1:" + manager.getAddress().getPort();
        Path main = folder.resolve("main");
        try (Nginx nginx = Nginx.start(Files.createDirectory(folder.resolve("nginx")), main)) {
            for (Path java : JavaHome.measured()) {
                try (Served served = Served.start(
                        java, main, folder.resolve("server.log"), OPTIONS, Map.of("OW_MANAGER_URL", managerUrl))) {
                    rows(JavaHome.version(java), zip, nginx, served, main);
                }
            }
        } finally {
            manager.stop(0);
        }
        table.print();
    }

    private void rows(String java, DeflatedZip zip, Nginx nginx, Served served, Path main) throws Exception {
        ZipSender toNginx = new ZipSender(zip, nginx.port());
        ZipSender toUs = new ZipSender(zip, served.port());
        List<Subject> subjects = List.of(
                name -> put(toNginx, nginx, name, false),
                name -> put(toNginx, nginx, name, true),
                name -> raw(toUs, served, main, name),
                name -> multipart(toUs, served, main, name));
        List<List<Round>> all = new ArrayList<>();
        subjects.forEach(subject -> all.add(new ArrayList<>()));
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (int i = 0; i < subjects.size(); i++) {
                Round measured = subjects.get(i).upload("job-bench-" + ++number);
                if (round >= WARM_UP) {
                    all.get(i).add(measured);
                }
            }
        }
        List<String> names = List.of("nginx", "nginx, forced after it", "raw", "multipart");
        for (int i = 0; i < names.size(); i++) {
            double seconds = Median.of(all.get(i), Round::seconds);
            table.row(
                    java,
                    names.get(i),
                    seconds,
                    Median.of(all.get(i), Round::answered),
                    zip.bytes() / 1e6 / seconds,
                    Median.ofPairs(all.get(0), all.get(i), (theirs, own) -> theirs.seconds() / own.seconds()),
                    Median.of(all.get(i), Round::cpuSeconds) / (zip.bytes() / 1e9),
                    ProcessUse.peakMegabytes(i < 2 ? nginx.pids() : served.pids()));
        }
    }

    private static Round put(ZipSender sender, Nginx nginx, String name, boolean forced) throws IOException {
        double cpu = ProcessUse.cpuSeconds(nginx.pids());
        long begin = System.nanoTime();
        sender.raw("PUT /put/" + name);
        if (forced) {
            try (FileChannel file = FileChannel.open(nginx.stored(name), StandardOpenOption.WRITE)) {
                file.force(true);
            }
        }
        double seconds = since(begin);
        cpu = ProcessUse.cpuSeconds(nginx.pids()) - cpu;
        Files.delete(nginx.stored(name));
        return new Round(seconds, seconds, cpu);
    }

    private static Round raw(ZipSender sender, Served served, Path main, String job) throws Exception {
        String token = PackagedServer.token(job);
        double cpu = ProcessUse.cpuSeconds(served.pids());
        Round round;
        try (StageWatch watch = new StageWatch(served.port(), job, token, "uploaded")) {
            long begin = System.nanoTime();
            var uploaded = watch.reached().thenApply(reached -> {
                double used = cpu(served);
                return new Round(since(begin), 0, used);
            });
            sender.raw("POST /transfer/upload?filename=large.zip&token=" + token);
            double answered = since(begin);
            Round told = uploaded.get();
            round = new Round(told.seconds(), answered, told.cpuSeconds() - cpu);
        }
        deleteTree(main.resolve("temp").resolve(job));
        return round;
    }

    private static Round multipart(ZipSender sender, Served served, Path main, String name) throws IOException {
        double cpu = ProcessUse.cpuSeconds(served.pids());
        long begin = System.nanoTime();
        sender.form(Map.of(
                "token",
                PackagedServer.UPLOAD_TOKEN,
                "type",
                "resource",
                "path",
                name + "/large.zip",
                "file_kind",
                "bin"));
        double seconds = since(begin);
        cpu = ProcessUse.cpuSeconds(served.pids()) - cpu;
        deleteTree(main.resolve("resource").resolve(name));
        return new Round(seconds, seconds, cpu);
    }

    private static double cpu(Served served) {
        try {
            return ProcessUse.cpuSeconds(served.pids());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
