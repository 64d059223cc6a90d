/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One transfer from the terminal, step by step as an uploader's browser does it: ask Manager for a ticket, open the WebSocket,
 * upload or start, wait until Manager knows the end. For one thread.
 */
final class Ingest {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration OUTCOME_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LAST_FRAME_TIMEOUT = Duration.ofSeconds(2);
    private static final int WAIT_SECONDS = 10;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI manager;
    private final ProgressDisplay display;

    Ingest(URI manager, ProgressDisplay display) {
        this.manager = manager;
        this.display = display;
    }

    /**
     * What is stored at the end, as Manager lists it.
     *
     * @param url the permanent address
     * @param bytes size of what is stored
     * @param sha256 digest of what is stored, in hex
     */
    record Stored(String url, long bytes, String sha256) {}

    /**
     * Runs the whole transfer.
     *
     * @throws IngestException when the storage server or Manager refused it, or it failed there
     * @throws IOException when the file cannot be read or a connection broke
     */
    Stored run(IngestSource source) throws IngestException, IOException, InterruptedException {
        TransferTicket ticket = askForTicket(source);
        try (ProgressSocket socket = ProgressSocket.open(http, URI.create(ticket.wsUrl()), display)) {
            Path file = source.file();
            if (file != null) {
                String name = "&filename=" + URLEncoder.encode(source.name(), StandardCharsets.UTF_8);
                require(200, post(ticket.uploadUrl() + name, BodyPublishers.ofFile(file)));
                failOnError(socket.awaitEnd(LAST_FRAME_TIMEOUT));
            } else {
                require(200, post(String.valueOf(ticket.startUrl()), BodyPublishers.noBody()));
                failOnError(socket.awaitEnd());
            }
        }
        return awaitOutcome(ticket.jobId());
    }

    /** Downloads what is stored, as anybody would, and compares it with what Manager was told. */
    void check(Stored stored, ResultSink sink) throws IngestException, IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                http.send(HttpRequest.newBuilder(URI.create(stored.url())).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IngestException(stored.url() + " answers with status " + answer.statusCode());
            }
            sink.take(body, stored);
        }
    }

    private TransferTicket askForTicket(IngestSource source) throws IngestException, IOException, InterruptedException {
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("kind", source.image() ? "image" : "archive");
        asked.put("name", source.name());
        if (source.url() != null) {
            asked.put("url", source.url().toString());
        }
        String body = require(
                201,
                http.send(
                        HttpRequest.newBuilder(URI.create(manager + TransferEndpoint.PATH))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(Answer.JSON.writeValueAsString(asked)))
                                .build(),
                        BodyHandlers.ofString()));
        return Answer.JSON.readValue(body, TransferTicket.class);
    }

    private Stored awaitOutcome(String jobId) throws IngestException, IOException, InterruptedException {
        URI address = URI.create(manager + TransferEndpoint.PATH + "/" + jobId + "?wait=" + WAIT_SECONDS);
        long deadline = System.nanoTime() + OUTCOME_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            String body =
                    require(200, http.send(HttpRequest.newBuilder(address).GET().build(), BodyHandlers.ofString()));
            JsonNode outcome = Answer.JSON.readTree(body);
            switch (outcome.path("status").asText()) {
                case "stored" -> {
                    return Answer.JSON.treeToValue(outcome.path("file"), Stored.class);
                }
                case "failed" ->
                    throw new IngestException(outcome.path("reason").asText());
                default -> {
                    // Still pending: the answer came because the time to wait was over.
                }
            }
        }
        throw new IngestException("Manager was not told of the end within " + OUTCOME_TIMEOUT.toSeconds() + " s");
    }

    private HttpResponse<String> post(String address, BodyPublisher body) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(address)).POST(body).build(), BodyHandlers.ofString());
    }

    private static String require(int status, HttpResponse<String> answer) throws IngestException {
        if (answer.statusCode() != status) {
            throw new IngestException(answer.body() + " (status " + answer.statusCode() + ")");
        }
        return answer.body();
    }

    private static void failOnError(Optional<ProgressFrame> end) throws IngestException {
        if (end.isPresent() && end.get().isError()) {
            throw new IngestException(String.valueOf(end.get().message()));
        }
    }
}
