/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import org.openworkshop.storage.server.OperatorFile;

/**
 * Asks the server that holds a main directory, with the token that it left there for its own user. For one thread; every call
 * blocks, half a minute at most.
 */
final class OperatorClient {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LONGEST_CONNECT).build();
    private final Path mainDir;
    private final OperatorFile.Entry server;

    private OperatorClient(Path mainDir, OperatorFile.Entry server) {
        this.mainDir = mainDir;
        this.server = server;
    }

    /**
     * The client of the server in a main directory.
     *
     * @throws OperatorException when none runs there, or this user may not ask it
     */
    static OperatorClient of(Path mainDir) throws OperatorException {
        try {
            return new OperatorClient(
                    mainDir,
                    OperatorFile.read(mainDir)
                            .orElseThrow(() -> new OperatorException("no server runs in " + mainDir)));
        } catch (AccessDeniedException e) {
            throw new OperatorException(
                    e.getFile() + ": permission denied; run this command as the user that the server runs as", e);
        } catch (IOException e) {
            throw new OperatorException("cannot read how to reach the server in " + mainDir + ": " + e, e);
        }
    }

    /** The answer to a GET below {@code /admin/api/}. */
    JsonNode get(String path) throws OperatorException, InterruptedException {
        return send(request(path).GET());
    }

    /** The answer to a POST below {@code /admin/api/}. */
    JsonNode post(String path) throws OperatorException, InterruptedException {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.url().resolve("/admin/api/" + path))
                .timeout(LONGEST_ANSWER)
                .header("Authorization", "Bearer " + server.token());
    }

    private JsonNode send(HttpRequest.Builder request) throws OperatorException, InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            int status = answer.statusCode();
            if (status / 100 == 2) {
                return JSON.readTree(answer.body());
            }
            String said = answer.body().strip().replaceAll("\\p{Cntrl}", "?");
            throw new OperatorException("the server answers " + status + ": " + said);
        } catch (IOException e) {
            throw new OperatorException("the server at " + server.url() + " does not answer: " + reason(e), e);
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof HttpTimeoutException) {
            return "it takes too long";
        }
        return failure instanceof ConnectException
                ? "nobody listens there; it was killed, or the machine was restarted"
                : "the connection broke off";
    }

    /** Whether the server stopped in order, or another has taken its place: a server that stops takes back what it left. */
    boolean hasStopped() {
        try {
            return OperatorFile.read(mainDir)
                    .map(present -> !present.equals(server))
                    .orElse(true);
        } catch (IOException e) {
            return false;
        }
    }
}
