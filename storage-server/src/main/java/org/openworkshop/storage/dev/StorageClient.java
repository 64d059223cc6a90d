/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.openworkshop.storage.config.Secret;

/** What Manager asks of the storage server with its manage token. Thread-safe; calls block. */
final class StorageClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final URI storage;
    private final Secret manageToken;

    StorageClient(HttpClient http, URI storage, Secret manageToken) {
        this.http = http;
        this.storage = storage;
        this.manageToken = manageToken;
    }

    /**
     * Moves a job's result to its permanent place, replacing what is there. May be repeated.
     *
     * @return the size of the file, in bytes
     * @throws RefusedException when the storage server says no
     * @throws IOException when it cannot be reached, or failed in a way that may pass
     */
    long move(String jobId, OpenTransfer.Target target) throws RefusedException, IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(storage + "/transfer/move"))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(Map.of(
                                "job_id", jobId,
                                "type", target.area(),
                                "path", target.path(),
                                "token", manageToken.reveal()))))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 500) {
            throw new IOException("The storage server failed with status " + answer.statusCode());
        }
        if (answer.statusCode() != 200) {
            throw new RefusedException(answer.statusCode(), answer.body());
        }
        JsonNode moved = Answer.JSON.readTree(answer.body());
        return moved.path("final_bytes").asLong();
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
