/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.PackagedServer.Finished;

/** The steps of docs/migrate.md, with the packaged programs: a main directory of the Python service is taken over as it is. */
class MigrationIT {
    private static final String SECRET = "the secret that Manager has had for years";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HIDDEN = List.of(".callbacks", ".lock", ".moved", ".staging");

    @TempDir
    Path folder;

    private FakeManager manager;
    private FakeAccessService accessService;
    private HttpServer origin;
    private PythonMainDirectory directory;
    private Path config;

    @BeforeEach
    void layOut() throws Exception {
        manager = new FakeManager(SECRET);
        accessService = new FakeAccessService();
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            byte[] text = PythonMainDirectory.TEXT.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, text.length);
            try (exchange) {
                exchange.getResponseBody().write(text);
            }
        });
        origin.start();
        Path service = Files.createDirectories(folder.resolve("python"));
        directory = PythonMainDirectory.create(
                service.resolve("storage"),
                "http://127.0.0.1:" + origin.getAddress().getPort() + "/");
        config = folder.resolve("config.toml");
        Path former =
                Files.writeString(service.resolve("ow_config.py"), """
                import os

                MAIN_DIR = 'storage'
                MANAGER_URL = '%s'
                ACCESS_SERVICE_URL = "%s"
                MANAGER_TRANSFER_CALLBACK_URL = ''
                TRANSFER_JWT_SECRET = os.environ.get("OW_SECRET", "")
                TRANSFER_CALLBACK_TTL_SECONDS = 10 * 60
                TRANSFER_MAX_BYTES = 2 * 1024**3
                TRANSFER_MAX_UNPACKED_BYTES = 0
                ACCESS_SERVICE_TIMEOUT_SECONDS = 30
                REDIS_URL = ''
                JOB_TTL_SECONDS = 10_800
                delete_file = 'delete-token'
                upload_file = 'upload-token'
                storage_manage_token = 'manage-token'
                """.formatted(manager.url(), accessService.url()));
        Finished imported = PackagedServer.tokenGen(
                folder, Map.of(), "import", former.toString(), "--cost=10", "--write", config.toString());
        assertThat(imported.exitCode()).as(imported.output()).isZero();
        assertThat(imported.output()).contains("config.toml is written", "REDIS_URL (line 12) is not needed");
    }

    @AfterEach
    void stop() {
        origin.stop(0);
        manager.close();
        accessService.close();
    }

    private static Map<String, String> environment() {
        return Map.of(
                "OW_SECRET",
                SECRET,
                "OW_SERVER_PORT",
                "0",
                "OW_STORAGE_MIN_FREE_BYTES",
                "1",
                "OW_TRANSFER_CLEANUP_INTERVAL_SECONDS",
                "100ms",
                "OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS",
                "127.0.0.1");
    }

    @Test
    void importedConfigurationIsRight() throws Exception {
        Finished check = PackagedServer.run(folder, environment(), "check-config", "--config", config.toString());
        assertThat(check.output()).contains("The configuration is right.");
        assertThat(check.exitCode()).isZero();
        Finished shown = PackagedServer.run(folder, environment(), "print-config", "--config", config.toString());
        assertThat(shown.output())
                .contains(
                        "main_dir = \"" + directory.root() + "\"",
                        "callback_ttl_seconds = 600",
                        "service_timeout_seconds = 30",
                        "max_bytes = \"2 GiB\"",
                        "max_unpacked_bytes = 0",
                        "job_ttl_seconds = 10800");
    }

    @Test
    void mainDirectoryIsTakenOverAsItIs() throws Exception {
        Map<String, String> archive = directory.snapshot("archive");
        Map<String, String> resource = directory.snapshot("resource");
        Map<String, String> avatar = directory.snapshot("avatar");
        try (PackagedServer server = PackagedServer.serveConfigured(folder, config, environment())) {
            assertThat(server.get("/healthz").body()).contains("\"status\":\"ok\"");
            permanentFilesAreServed(server);
            jobsUnderWayEnd(server);
            packedJobsAreMoved(server);
            managersTokensGoOn(server);
            server.terminate();
            assertThat(server.log()).doesNotContain("ERROR");
        }
        assertThat(directory.snapshot("archive")).containsAllEntriesOf(archive);
        assertThat(directory.snapshot("resource")).containsAllEntriesOf(resource);
        assertThat(directory.snapshot("avatar")).containsAllEntriesOf(avatar);
        nothingStandsInTheWayBack();
    }

    private void permanentFilesAreServed(PackagedServer server) throws Exception {
        List<Path> files = new ArrayList<>();
        for (String area : List.of("archive", "resource", "avatar")) {
            try (Stream<Path> walk = Files.walk(directory.root().resolve(area))) {
                files.addAll(walk.filter(Files::isRegularFile).toList());
            }
        }
        assertThat(files).hasSize(8);
        for (Path file : files) {
            HttpResponse<byte[]> answer =
                    download(server, directory.root().relativize(file).toString());
            assertThat(answer.statusCode()).as(file.toString()).isEqualTo(200);
            assertThat(answer.body()).as(file.toString()).isEqualTo(Files.readAllBytes(file));
        }
        assertThat(accessService.checks())
                .hasSize(2)
                .allMatch(check -> check.path().equals("/mod/17"));
    }

    private void jobsUnderWayEnd(PackagedServer server) throws Exception {
        for (String job : List.of(PythonMainDirectory.UPLOADING, PythonMainDirectory.UPLOAD_ANNOUNCED)) {
            JsonNode completion = completion(job);
            assertThat(completion.path("status").asText()).isEqualTo("error");
            assertThat(completion.path("reason").asText()).isEqualTo("interrupted");
            assertThat(completion.path("mod_id").asInt()).isEqualTo(17);
            await().until(() -> !Files.exists(directory.workspace(job)));
        }
        List<String> done = List.of(
                PythonMainDirectory.DOWNLOADING,
                PythonMainDirectory.DOWNLOAD_PENDING,
                PythonMainDirectory.UPLOADED,
                PythonMainDirectory.EXTRACTING);
        for (String job : done) {
            assertThat(completion(job).path("status").asText()).as(job).isEqualTo("success");
            assertThat(move(server, job, "archive", "done/" + job + ".zip").statusCode())
                    .isEqualTo(200);
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(
                    download(server, "archive/done/" + job + ".zip").body()))) {
                assertThat(zip.getNextEntry().getName()).isEqualTo("mod.txt");
                assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(PythonMainDirectory.TEXT);
                assertThat(zip.getNextEntry()).isNull();
            }
        }
        await().until(() -> !Files.exists(directory.workspace(PythonMainDirectory.FAILED)));
        assertThat(manager.callbacks(PythonMainDirectory.FAILED)).isEmpty();
    }

    private void packedJobsAreMoved(PackagedServer server) throws Exception {
        byte[] zip = PythonMainDirectory.zip("mod.txt");
        for (String job : List.of(
                PythonMainDirectory.PACKED, PythonMainDirectory.KEPT_AS_IT_CAME, PythonMainDirectory.OLD_SHAPE)) {
            HttpResponse<String> moved = move(server, job, "archive", "moved/" + job + ".zip");
            assertThat(moved.statusCode()).as(job + moved.body()).isEqualTo(200);
            assertThat(JSON.readTree(moved.body()).path("final_bytes").asInt()).isEqualTo(zip.length);
            assertThat(download(server, "archive/moved/" + job + ".zip").body()).isEqualTo(zip);
            assertThat(directory.workspace(job)).doesNotExist();
        }
        assertThat(move(server, PythonMainDirectory.IMAGE, "avatar", "9.webp").statusCode())
                .isEqualTo(200);
        HttpResponse<String> repeated = move(server, PythonMainDirectory.MOVED, "archive", "moved.zip");
        assertThat(repeated.statusCode()).as(repeated.body()).isEqualTo(200);
        assertThat(repeated.body()).contains("\"final_bytes\":777");
    }

    /** Manager has the same tokens and the same secret as before. */
    private void managersTokensGoOn(PackagedServer server) throws Exception {
        Finished token = PackagedServer.tokenGen(
                folder, Map.of("OW_SECRET", SECRET), "transfer", "--job", "job-new-0001", "-c", config.toString());
        assertThat(token.exitCode()).as(token.output()).isZero();
        HttpResponse<String> upload = server.send(
                "POST",
                "/transfer/upload?filename=new.txt",
                BodyPublishers.ofString(PythonMainDirectory.TEXT),
                "Authorization",
                "Bearer " + token.output().strip());
        assertThat(upload.statusCode()).as(upload.body()).isEqualTo(200);
        assertThat(form(
                                server,
                                "DELETE",
                                "/delete",
                                Map.of("type", "avatar", "path", "9.webp", "token", "delete-token"))
                        .statusCode())
                .isEqualTo(200);
    }

    private void nothingStandsInTheWayBack() throws Exception {
        try (Stream<Path> files = Files.list(directory.root())) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).filter(name -> !HIDDEN.contains(name)))
                    .containsExactlyInAnyOrder("archive", "resource", "avatar", "temp", "notes.txt", "backup");
        }
        assertThat(directory.root().resolve("backup/archive/old.zip")).exists();
        for (String stranger : List.of("leftover.tmp", "job-norecord1/mod.zip", "tmp_x/file")) {
            assertThat(directory.root().resolve("temp").resolve(stranger)).exists();
        }
        Path waiting = directory.workspace(PythonMainDirectory.NEVER_MOVED);
        JsonNode record = JSON.readTree(waiting.resolve("meta.json").toFile());
        assertThat(record.path("status").asText()).isEqualTo("packed");
        Path packed = directory.root().resolve(record.path("packed_path").asText());
        assertThat(packed).hasBinaryContent(PythonMainDirectory.zip("mod.txt"));
        // What the new server packed is told in the same words.
        JsonNode made = JSON.readTree(
                directory.workspace("job-new-0001").resolve("meta.json").toFile());
        assertThat(made.path("status").asText()).isEqualTo("packed");
        assertThat(directory.root().resolve(made.path("packed_path").asText())).isRegularFile();
    }

    private JsonNode completion(String job) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !manager.callbacks(job).isEmpty());
        return manager.callbacks(job).get(0).body();
    }

    private static HttpResponse<byte[]> download(PackagedServer server, String path) throws Exception {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        HttpRequest request =
                HttpRequest.newBuilder(server.uri("/download/" + encoded)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }

    private static HttpResponse<String> move(PackagedServer server, String job, String type, String path)
            throws Exception {
        Map<String, String> fields = Map.of("job_id", job, "type", type, "path", path, "token", "manage-token");
        return form(server, "POST", "/transfer/move", fields);
    }

    private static HttpResponse<String> form(
            PackagedServer server, String method, String path, Map<String, String> fields) throws Exception {
        return server.send(
                method,
                path,
                BodyPublishers.ofString(Forms.urlencoded(fields)),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }
}
