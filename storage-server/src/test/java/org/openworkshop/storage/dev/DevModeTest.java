/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.StartException;

/** The stand-in Manager and a storage server, over their sockets. */
class DevModeTest {
    private static final String JSON = "application/json";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private DevMode dev;

    @BeforeEach
    void start() throws Exception {
        dev = DevMode.start(folder, 0, 0);
    }

    @AfterEach
    void stop() {
        dev.close();
    }

    private HttpResponse<String> send(String method, URI address, String type, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address)
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI manager(String path) {
        return URI.create(dev.managerUrl() + path);
    }

    private HttpResponse<String> get(String address) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(address)).GET().build(), BodyHandlers.ofString());
    }

    private JsonNode ticket(String wanted) throws Exception {
        HttpResponse<String> answer = send("POST", manager("/api/transfers"), JSON, wanted);
        assertThat(answer.statusCode()).isEqualTo(201);
        return Answer.JSON.readTree(answer.body());
    }

    private Ingest.Stored store() throws Exception {
        return new Ingest(dev.managerUrl(), new RecordingDisplay())
                .run(IngestSource.of(Samples.zipFile(folder).toString(), false));
    }

    @Test
    void ticketIsGoodForAPlainUpload() throws Exception {
        JsonNode ticket = ticket("{\"kind\": \"archive\", \"name\": \"a b.zip\"}");
        HttpResponse<String> uploaded = http.send(
                HttpRequest.newBuilder(URI.create(ticket.path("upload_url").asText()))
                        .POST(BodyPublishers.ofByteArray(Samples.storedZip()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(uploaded.statusCode()).isEqualTo(200);

        JsonNode files = Answer.JSON
                .readTree(get(dev.managerUrl() + "/api/files").body())
                .path("files");

        assertThat(files).hasSize(1);
        assertThat(files.get(0).path("name").asText()).isEqualTo("a b.zip");
        assertThat(files.get(0).path("path").asText()).isEqualTo("mods/1/main.zip");
        HttpResponse<String> download = get(files.get(0).path("download_url").asText());
        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"a_b.zip\"");
    }

    @Test
    void outcomeIsHeldBackUntilThereIsOne() throws Exception {
        JsonNode ticket = ticket("{\"kind\": \"archive\"}");
        String address =
                dev.managerUrl() + "/api/transfers/" + ticket.path("job_id").asText();
        assertThat(get(address).body()).isEqualTo("{\"status\":\"pending\"}");

        var waiting = http.sendAsync(
                HttpRequest.newBuilder(URI.create(address + "?wait=20")).build(), BodyHandlers.ofString());
        send("POST", URI.create(ticket.path("upload_url").asText()), JSON, "not an archive");

        await().until(waiting::isDone);
        JsonNode outcome = Answer.JSON.readTree(waiting.join().body());
        assertThat(outcome.path("status").asText()).isEqualTo("stored");
        assertThat(outcome.path("claims").path("packed_format").asText()).isEqualTo("zip");
    }

    @Test
    void thrownSwitchDeniesModDownloads() throws Exception {
        String url = store().url();
        assertThat(get(url).statusCode()).isEqualTo(200);

        assertThat(send("PUT", manager("/api/access"), JSON, "{\"allowed\": false}")
                        .body())
                .isEqualTo("{\"allowed\":false}");
        assertThat(get(url).statusCode()).isEqualTo(403);
        assertThat(get(url).body()).isEqualTo("Downloads are switched off on the development page");

        send("PUT", manager("/api/access"), JSON, "{\"allowed\": true}");
        assertThat(get(url).statusCode()).isEqualTo(200);
    }

    @Test
    void completionThatTheStorageServerDidNotSignIsRefused() throws Exception {
        JsonNode ticket = ticket("{}");
        URI address = manager(CompletionEndpoint.PATH);
        String body = "{\"job_id\": \"" + ticket.path("job_id").asText() + "\", \"status\": \"error\"}";
        assertThat(send("POST", address, JSON, body).statusCode()).isEqualTo(401);

        HttpResponse<String> ownToken = http.send(
                HttpRequest.newBuilder(address)
                        .header(
                                "Authorization",
                                "Bearer " + ticket.path("token").asText())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());

        assertThat(ownToken.statusCode()).isEqualTo(401);
        assertThat(get(dev.managerUrl() + "/api/transfers/"
                                + ticket.path("job_id").asText())
                        .body())
                .contains("pending");
    }

    @Test
    void pagesOfOtherOriginsGetNothing() throws Exception {
        assertThat(send("POST", manager("/api/transfers"), "text/plain", "{}").statusCode())
                .isEqualTo(415);
        assertThat(send("PUT", manager("/api/access"), "text/plain", "{}").statusCode())
                .isEqualTo(415);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), dev.managerUrl().getPort())) {
            socket.getOutputStream()
                    .write("GET /api/files HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 421 ");
        }
    }

    @Test
    void wrongRequestsAreExplained() throws Exception {
        assertThat(send("POST", manager("/api/transfers"), JSON, "{").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", manager("/api/transfers"), JSON, "[]").body()).isEqualTo("Not a JSON object");
        assertThat(send("POST", manager("/api/transfers"), JSON, "{\"kind\": \"x\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", manager("/api/transfers"), JSON, " ".repeat(70_000))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send("DELETE", manager("/api/files"), JSON, "").statusCode()).isEqualTo(405);
        assertThat(get(dev.managerUrl() + "/api/transfers/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void pageNeedsNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = get(dev.managerUrl() + "/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe"));
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        int found = 0;
        while (links.find()) {
            found++;
            assertThat(links.group(1)).doesNotContain(":");
            assertThat(get(dev.managerUrl() + "/" + links.group(1)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(found).isEqualTo(3);
        assertThat(get(dev.managerUrl() + "/transfer.js").statusCode()).isEqualTo(200);
        assertThat(get(dev.managerUrl() + "/../DevMode.class").statusCode()).isEqualTo(404);
    }

    @Test
    void portInUseIsExplained() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> DevMode.start(folder.resolve("other"), port, 0))
                    .withMessageContaining("port " + port + " for the storage server is in use")
                    .withMessageContaining("--port");
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> DevMode.start(folder.resolve("other"), 0, port))
                    .withMessageContaining("port " + port + " for the stand-in Manager is in use")
                    .withMessageContaining("--manager-port");
        }
    }

    @Test
    void directoryInUseIsRefused() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> DevMode.start(folder, 0, 0))
                .withMessageContaining(folder.toString());
    }

    @Test
    void damagedCatalogueIsRefused() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("catalogue.json"), "[{");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> DevMode.start(other, 0, 0))
                .withMessageContaining(other.toString());
    }

    @Test
    void stoppingTwiceDoesNoHarm() {
        dev.close();
        dev.close();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Socket(
                                InetAddress.getLoopbackAddress(),
                                dev.managerUrl().getPort())
                        .close());
    }
}
