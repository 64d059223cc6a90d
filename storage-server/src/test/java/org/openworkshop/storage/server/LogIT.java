/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the packaged server logs at its most talkative while clients of every kind come, read line by line. */
class LogIT {
    private static final String GOOD = "job-good-0001";
    private static final String DAMAGED = "job-damaged-1";
    private static final String CUT = "job-cutoff-01";
    private static final String FETCHED = "job-fetched-1";
    private static final String MOVED = "job-moved-001";
    private static final Set<String> JOBS = Set.of(GOOD, DAMAGED, CUT, FETCHED, MOVED);

    /** Whatever these parts say is about a job, but for what is about the whole server. */
    private static final Set<String> OF_JOBS = Set.of(
            "Endings",
            "PackStep",
            "Fetches",
            "FetchStep",
            "Uploads",
            "UrlFetcher",
            "Results",
            "Repacks",
            "Outbox",
            "Debts",
            "JobSocket");

    private static final String FORGED = "x\n2026-01-01T00:00:00.000Z ERROR Endings - Job failed job=job-forged-01";

    @TempDir
    Path folder;

    private final List<String> secrets = new ArrayList<>(List.of(
            PackagedServer.SECRET, PackagedServer.UPLOAD_TOKEN, "hidden-text", "pa55word", "s1gnature", "c00kie"));

    private enum Form {
        TEXT(LogLine::ofText),
        JSON(LogLine::ofJson);

        private final Function<String, LogLine> reader;

        Form(Function<String, LogLine> reader) {
            this.reader = reader;
        }

        List<LogLine> read(String log) {
            return log.lines().map(reader).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void everyLineIsOneEventThatTellsItsJobAndNoSecret(Form form) throws Exception {
        Path main = folder.resolve("main");
        Path accessLog = folder.resolve("access.log");
        put(main.resolve("resource/small.bin"), 1000);
        put(main.resolve("resource/large.bin"), 4 << 20);
        put(main.resolve("archive/mods/5/x.zip"), 1000);
        String log;
        try (PackagedServer server = PackagedServer.serve(
                folder,
                main,
                List.of(),
                Map.of(
                        "OW_SERVER_LOG_LEVEL",
                        "trace",
                        "OW_SERVER_LOG_FORMAT",
                        form.name().toLowerCase(java.util.Locale.ROOT),
                        "OW_SERVER_ACCESS_LOG_FILE",
                        accessLog.toString(),
                        "OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS",
                        "127.0.0.1"))) {
            goodRequests(server);
            badRequests(server);
            new RudeVisit(server.uri("/").getPort(), CUT).run();
            await().until(() -> JOBS.stream().allMatch(job -> logOf(server).contains(job)));
            server.terminate();
            log = server.log();
        }
        List<LogLine> lines = form.read(log);
        List<LogLine> requests = form.read(Files.readString(accessLog));

        assertThat(secrets).allSatisfy(secret -> {
            assertThat(log.contains(secret)).as(secret).isFalse();
            assertThat(accessLog).content().doesNotContain(secret);
        });
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.fields()).doesNotContainKey("trace");
            assertThat(line.level()).isNotEqualToIgnoringCase("error");
            assertThat(line.logger()).isNotEqualTo("access");
            assertThat(line.fields().getOrDefault("job", "")).isNotEqualTo("job-forged-01");
            if (OF_JOBS.contains(line.logger()) && !line.sentence().startsWith("Closing while")) {
                assertThat(line.fields()).containsKey("job");
            }
            if (line.sentence().endsWith(" is refused")) {
                assertThat(line.fields()).containsKey("request_id");
            }
        });
        for (String job : JOBS) {
            assertThat(log.lines().filter(line -> line.contains(job)))
                    .allSatisfy(
                            line -> assertThat(form.reader.apply(line).fields().get("job"))
                                    .startsWith(job));
        }
        assertThat(lines).anySatisfy(line -> assertThat(line.sentence()).isEqualTo("Job failed"));
        assertThat(requests)
                .hasSizeGreaterThan(RudeVisit.REQUESTS / 2)
                .allSatisfy(line -> assertThat(line.logger()).isEqualTo("access"))
                .anySatisfy(line ->
                        assertThat(line.fields()).containsEntry("job", GOOD).containsEntry("status", "200"))
                .anySatisfy(line ->
                        assertThat(line.fields()).containsEntry("job", MOVED).containsEntry("status", "404"));
    }

    private static void put(Path file, int bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    private static String logOf(PackagedServer server) {
        try {
            return server.log();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String token(String job, Map<String, ?> claims) {
        String token = PackagedServer.token(job, claims);
        secrets.add(token);
        return token;
    }

    private void goodRequests(PackagedServer server) throws Exception {
        assertThat(upload(server, GOOD, "mod.zip", zip())).isEqualTo(200);
        assertThat(server.get("/download/resource/small.bin").statusCode()).isEqualTo(200);
    }

    private void badRequests(PackagedServer server) throws Exception {
        upload(server, DAMAGED, FORGED + ".7z", new byte[] {'7', 'z', (byte) 0xbc, (byte) 0xaf, 0x27, 0x1c, 0, 4, 1, 2
        });
        upload(server, "../" + FORGED, "mod.zip", zip());
        server.send(
                "POST",
                "/transfer/start?token="
                        + token(FETCHED, Map.of("download_url", "http://me:pa55word@127.0.0.1:9/m.zip?sig=s1gnature")),
                BodyPublishers.noBody());
        server.send("POST", "/transfer/upload?token=hidden-text&filename=x", BodyPublishers.ofByteArray(zip()));
        form(server, "/transfer/move", Map.of("job_id", MOVED, "type", "archive", "path", "a.zip"));
        form(server, "/transfer/move", Map.of("job_id", FORGED, "type", "archive", "path", "a.zip"));
        form(server, "/transfer/move", Map.of("job_id", GOOD, "type", "archive", "path", "../" + FORGED));
        form(server, "/transfer/repack", Map.of("job_id", GOOD, "format", FORGED));
        server.send(
                "DELETE",
                "/delete",
                BodyPublishers.ofString(Forms.urlencoded(Map.of("token", "hidden-text", "path", FORGED))),
                "Content-Type",
                "application/x-www-form-urlencoded");
        server.send("GET", "/download/archive/mods/5/x.zip", BodyPublishers.noBody(), "Cookie", "accessToken=c00kie");
        raw(server, "GET /download/resource/%0aERROR%20Endings HTTP/1.1");
        raw(server, "GET /transfer/ws/" + GOOD + "?token=hidden-text&x=%zz HTTP/1.1");
        raw(server, "GET /nowhere?token=hidden-text HTTP/1.1\r\nX-Forwarded-For: \u001b[31m");
        raw(server, "hidden-text");
    }

    private int upload(PackagedServer server, String job, String name, byte[] body) throws Exception {
        String query =
                "?token=" + token(job, Map.of("max_bytes", 0)) + "&" + Forms.urlencoded(Map.of("filename", name));
        return server.send("POST", "/transfer/upload" + query, BodyPublishers.ofByteArray(body))
                .statusCode();
    }

    private static void form(PackagedServer server, String path, Map<String, String> fields) throws Exception {
        String body = Forms.urlencoded(fields) + "&token=" + PackagedServer.UPLOAD_TOKEN;
        server.send("POST", path, BodyPublishers.ofString(body), "Content-Type", "application/x-www-form-urlencoded");
    }

    private static void raw(PackagedServer server, String requestLine) throws IOException {
        try (RawConnection connection = new RawConnection(server.uri("/").getPort())) {
            connection
                    .send(requestLine + "\r\nHost: storage\r\nConnection: close\r\n\r\n")
                    .answer();
        }
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a.txt"));
            zip.write("content".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
