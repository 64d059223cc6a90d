/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.FakeManager.Callback;

/** The packaged program on a disk that fills up: a file system of 64 MiB in memory. */
class DiskIT {
    private static final int MIB = 1 << 20;
    private static final int DISK_MIB = 64;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private FakeManager manager;

    @BeforeEach
    void startManager() throws Exception {
        manager = new FakeManager(PackagedServer.SECRET);
    }

    @AfterEach
    void stopManager() {
        manager.close();
    }

    @Test
    void whatMustStayFreeStaysFreeAndWorkGoesOnWhenThereIsRoom() throws Exception {
        try (PackagedServer server = serve("8 MiB")) {
            assertThat(upload(server, "resource", new byte[MIB]).statusCode()).isEqualTo(201);
            Path ballast = ballast(server, DISK_MIB - 6);
            HttpResponse<String> health = server.get("/healthz");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("bytes free");

            HttpResponse<String> refused = transfer(server, "job-nospace-1", new byte[MIB]);
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body()).isEqualTo("Insufficient storage");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(reason("job-nospace-1")).isEqualTo("no_space");
            assertThat(upload(server, "refused", new byte[MIB]).statusCode()).isEqualTo(507);
            assertThat(fetch(server, "job-nospace-2")).contains("started");
            assertThat(reason("job-nospace-2")).isEqualTo("no_space");
            assertThat(server.get("/download/resource/resource.bin").statusCode())
                    .isEqualTo(200);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(leftovers(server)).isEmpty());

            Files.delete(ballast);
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(transfer(server, "job-nospace-1", new byte[MIB]).statusCode())
                    .isEqualTo(200);
            assertThat(upload(server, "refused", new byte[MIB]).statusCode()).isEqualTo(201);
            assertThat(fetch(server, "job-nospace-2")).contains("started");
            await().atMost(LONG).until(() -> status("job-nospace-2").equals("success"));
        }
    }

    @Test
    void resultThatDoesNotFitFailsItsJobAlone() throws Exception {
        try (PackagedServer server = serve("8 MiB")) {
            HttpResponse<String> answer = transfer(server, "job-repack-1", storedZip(30 * MIB));
            assertThat(answer.statusCode()).isEqualTo(507);
            assertThat(reason("job-repack-1")).isEqualTo("no_space");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(leftovers(server)).isEmpty());
            assertThat(transfer(server, "job-repack-2", storedZip(10 * MIB)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void diskWithoutAByteLeftLosesNothing() throws Exception {
        try (PackagedServer server = serve("0")) {
            assertThat(transfer(server, "job-before-1", storedZip(MIB)).statusCode())
                    .isEqualTo(200);
            Path ballast = ballast(server, DISK_MIB + 1);
            assertThat(server.get("/healthz").statusCode()).isEqualTo(503);
            assertThat(fetch(server, "job-full-02")).isEqualTo("Insufficient storage");
            assertThat(reason("job-full-02")).isEqualTo("no_space");
            assertThat(transfer(server, "job-full-01", new byte[MIB]).statusCode())
                    .isEqualTo(507);
            assertThat(upload(server, "full", new byte[MIB]).statusCode()).isEqualTo(507);
            Files.delete(ballast);
            assertThat(reason("job-full-01")).isEqualTo("no_space");
            HttpResponse<String> moved = server.send(
                    "POST",
                    "/transfer/move",
                    BodyPublishers.ofString(Forms.urlencoded(Map.of(
                            "job_id",
                            "job-before-1",
                            "type",
                            "archive",
                            "path",
                            "m.zip",
                            "token",
                            PackagedServer.UPLOAD_TOKEN))),
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            assertThat(moved.statusCode()).isEqualTo(200);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(leftovers(server)).isEmpty());
        }
    }

    private PackagedServer serve(String minFree) throws Exception {
        return PackagedServer.serveOnSmallDisk(
                folder,
                folder.resolve("main"),
                DISK_MIB,
                Map.of(
                        "OW_STORAGE_MIN_FREE_BYTES",
                        minFree,
                        "OW_MANAGER_URL",
                        manager.url(),
                        "OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS",
                        "127.0.0.1"));
    }

    /** Takes space until so much is used, or none is left. */
    private Path ballast(PackagedServer server, int mebibytes) throws Exception {
        Path file = server.inside(folder.resolve("main/ballast"));
        Process fill = new ProcessBuilder(
                        "dd", "if=/dev/zero", "of=" + file, "bs=64k", "count=" + mebibytes * 16, "status=none")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        fill.waitFor();
        return file;
    }

    private static HttpResponse<String> transfer(PackagedServer server, String job, byte[] body) throws Exception {
        return server.send(
                "POST",
                "/transfer/upload?filename=x.bin&token=" + PackagedServer.token(job),
                BodyPublishers.ofByteArray(body));
    }

    private static HttpResponse<String> upload(PackagedServer server, String name, byte[] content) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String[] field :
                new String[][] {{"type", "resource"}, {"path", name + ".bin"}, {"token", PackagedServer.UPLOAD_TOKEN}
                }) {
            body.write(ascii(
                    "--b\r\nContent-Disposition: form-data; name=\"" + field[0] + "\"\r\n\r\n" + field[1] + "\r\n"));
        }
        body.write(ascii("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"));
        body.write(content);
        body.write(ascii("\r\n--b--\r\n"));
        return server.send(
                "POST",
                "/upload",
                BodyPublishers.ofByteArray(body.toByteArray()),
                "Content-Type",
                "multipart/form-data; boundary=b");
    }

    private static String fetch(PackagedServer server, String job) throws Exception {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, MIB);
                exchange.getResponseBody().write(new byte[MIB]);
            }
        });
        origin.start();
        String url = "http://127.0.0.1:" + origin.getAddress().getPort() + "/file.bin";
        return server.get("/transfer/start?token=" + PackagedServer.token(job, Map.of("download_url", url)))
                .body();
    }

    private String reason(String job) {
        await().atMost(LONG).until(() -> !manager.callbacks(job).isEmpty());
        return manager.callbacks(job).get(0).body().path("reason").asText();
    }

    private String status(String job) {
        List<Callback> callbacks = manager.callbacks(job);
        return callbacks.isEmpty()
                ? ""
                : callbacks.get(callbacks.size() - 1).body().path("status").asText();
    }

    /** Everything in workspaces and staging but records and results of jobs that were packed. */
    private List<String> leftovers(PackagedServer server) throws Exception {
        Path main = server.inside(folder.resolve("main"));
        try (Stream<Path> files = Files.walk(main)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> main.relativize(file).toString())
                    .filter(name -> name.startsWith("temp/") || name.startsWith(".staging/"))
                    .filter(name -> !name.matches("temp/job-(before|repack-2)[^/]*/(meta.json|packed.zip)"))
                    .toList();
        }
    }

    private static byte[] storedZip(int size) throws Exception {
        byte[] random = new byte[size];
        new Random(1).nextBytes(random);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            zip.putNextEntry(new ZipEntry("random.bin"));
            zip.write(random);
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
