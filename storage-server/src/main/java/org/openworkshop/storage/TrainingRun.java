/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that runs for a moment in a folder of its own, so that the Java machine learns which classes it needs. */
final class TrainingRun {
    private static final Pattern ADDRESS = Pattern.compile("address=(http://\\S+)");
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int LOWEST_COST = 4;

    /** To the service manager, what this server says of itself would be the real one's words. */
    private static final Set<String> NOT_FOR_IT = Set.of("JAVA_TOOL_OPTIONS", "NOTIFY_SOCKET");

    private final Path jar;
    private final Path folder;
    private final Path log;
    private final String secret;

    TrainingRun(Path jar, Path folder) {
        this.jar = jar;
        this.folder = folder;
        this.log = folder.resolve("server.log");
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.secret = HexFormat.of().formatHex(random);
    }

    /** What the server and the Java machine said. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /**
     * Runs the server, asks it for what is asked for most, stops it.
     *
     * @param archive what the Java machine writes on its way out
     */
    void record(Path archive) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + archive,
                "-jar",
                jar.toString(),
                "serve");
        builder.environment().keySet().removeIf(name -> name.startsWith("OW_") || NOT_FOR_IT.contains(name));
        builder.environment().putAll(settings());
        Process server =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            use(address(server));
        } finally {
            server.destroy();
            if (!server.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly().onExit().join();
            }
        }
    }

    private Map<String, String> settings() {
        String hash = BCrypt.withDefaults().hashToString(LOWEST_COST, secret.toCharArray());
        return Map.of(
                "OW_SERVER_PORT",
                "0",
                "OW_STORAGE_MAIN_DIR",
                folder.resolve("main").toString(),
                "OW_STORAGE_MIN_FREE_BYTES",
                "0",
                // Nobody is called: these are addresses where nobody listens.
                "OW_MANAGER_URL",
                "http://127.0.0.1:9",
                "OW_ACCESS_SERVICE_URL",
                "http://127.0.0.1:9",
                "OW_TOKENS_TRANSFER_JWT_SECRET",
                secret,
                "OW_TOKENS_UPLOAD_FILE",
                hash,
                "OW_TOKENS_DELETE_FILE",
                hash,
                "OW_TOKENS_STORAGE_MANAGE_TOKEN",
                hash);
    }

    private URI address(Process server) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher address = ADDRESS.matcher(log());
            if (address.find()) {
                return URI.create(address.group(1));
            }
            if (server.waitFor(50, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IOException("the server did not start. It said:\n" + log());
    }

    private void use(URI server) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        String form = "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + secret
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nresource"
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\nsample.txt"
                + "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sample.txt\"\r\n\r\nsample"
                + "\r\n--x--\r\n";
        HttpRequest upload = HttpRequest.newBuilder(server.resolve("/upload"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(form))
                .build();
        require(client, upload, 201);
        for (String path : new String[] {"/healthz", "/download/resource/sample.txt", "/metrics"}) {
            require(client, HttpRequest.newBuilder(server.resolve(path)).build(), 200);
        }
    }

    private void require(HttpClient client, HttpRequest request, int status) throws IOException, InterruptedException {
        int answered = client.send(request, BodyHandlers.discarding()).statusCode();
        if (answered != status) {
            throw new IOException(
                    request.uri().getPath() + " was answered with " + answered + ". The server said:\n" + log());
        }
    }
}
