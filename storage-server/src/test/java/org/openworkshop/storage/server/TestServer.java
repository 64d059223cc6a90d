/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import at.favre.lib.crypto.bcrypt.BCrypt;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigException;
import org.openworkshop.storage.config.ConfigReader;

/** A real server on a free port, with a fake Manager and a fake access service beside it. */
public final class TestServer implements AutoCloseable {
    public static final String UPLOAD_TOKEN = "upload-token";
    public static final String DELETE_TOKEN = "delete-token";
    public static final String MANAGE_TOKEN = "manage-token";
    static final String SECRET = "a transfer secret of more than 32 bytes";
    private static final Map<String, String> HASHES = Map.of(
            UPLOAD_TOKEN, hash(UPLOAD_TOKEN), DELETE_TOKEN, hash(DELETE_TOKEN), MANAGE_TOKEN, hash(MANAGE_TOKEN));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path mainDir;
    private final FakeManager manager;
    private final FakeAccessService accessService;
    private final StorageServer server;

    /** Starts with settings beyond the required ones, named as environment variables ({@code OW_…}). */
    public TestServer(Path mainDir, Map<String, String> settings) throws IOException, StartException {
        this.mainDir = mainDir;
        this.manager = new FakeManager(SECRET);
        this.accessService = new FakeAccessService();
        Map<String, String> environment = new HashMap<>();
        environment.put("OW_SERVER_PORT", "0");
        environment.put("OW_SERVER_SHUTDOWN_GRACE_SECONDS", "1");
        environment.put("OW_STORAGE_MAIN_DIR", mainDir.toString());
        environment.put("OW_STORAGE_MIN_FREE_BYTES", "1");
        environment.put("OW_MANAGER_URL", manager.url());
        environment.put("OW_ACCESS_SERVICE_URL", accessService.url());
        environment.put("OW_ACCESS_SERVICE_TIMEOUT_SECONDS", "2");
        environment.put("OW_TOKENS_TRANSFER_JWT_SECRET", SECRET);
        environment.put("OW_TOKENS_UPLOAD_FILE", HASHES.get(UPLOAD_TOKEN));
        environment.put("OW_TOKENS_DELETE_FILE", HASHES.get(DELETE_TOKEN));
        environment.put("OW_TOKENS_STORAGE_MANAGE_TOKEN", HASHES.get(MANAGE_TOKEN));
        environment.put("OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS", "127.0.0.1,localhost");
        environment.putAll(settings);
        AppConfig config;
        try {
            config = ConfigReader.read(null, environment);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
        this.server = StorageServer.start(config);
        manager.storage(this);
    }

    private static String hash(String token) {
        return BCrypt.withDefaults().hashToString(4, token.toCharArray());
    }

    public FakeManager manager() {
        return manager;
    }

    public FakeAccessService accessService() {
        return accessService;
    }

    public int port() {
        return server.port();
    }

    /** The encrypted port; there must be one. */
    public int tlsPort() {
        return server.tlsPort().orElseThrow();
    }

    public Path mainDir() {
        return mainDir;
    }

    public Path workspace(String jobId) {
        return mainDir.resolve("temp").resolve(jobId);
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    /** A transfer token; it carries {@code job_id} and the claims. */
    public String token(String jobId, Map<String, ?> claims) {
        Map<String, Object> payload = new LinkedHashMap<>(claims);
        payload.put("job_id", jobId);
        return JWT.create()
                .withPayload(payload)
                .withAudience("storage")
                .withExpiresAt(Instant.now().plusSeconds(600))
                .sign(Algorithm.HMAC256(SECRET));
    }

    public HttpResponse<String> get(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        return send(request(pathAndQuery, headers).GET());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<byte[]> download(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request(path, headers).GET().build(), BodyHandlers.ofByteArray());
    }

    public HttpRequest.Builder request(String pathAndQuery, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(pathAndQuery));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    /** Posts a file with a transfer token. */
    public HttpResponse<String> transfer(String token, String fileName, byte[] body)
            throws IOException, InterruptedException {
        return send(request("/transfer/upload?token=" + token + "&filename=" + fileName)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /** Posts an urlencoded form. */
    public HttpResponse<String> form(String method, String path, Map<String, String> fields)
            throws IOException, InterruptedException {
        return send(request(path, "Content-Type", "application/x-www-form-urlencoded")
                .method(method, BodyPublishers.ofString(Forms.urlencoded(fields))));
    }

    public HttpResponse<String> move(String jobId, String type, String path) throws IOException, InterruptedException {
        return form(
                "POST", "/transfer/move", Map.of("job_id", jobId, "type", type, "path", path, "token", MANAGE_TOKEN));
    }

    /** Stops the server alone; Manager and the access service go on. */
    void stopStorage() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
        manager.close();
        accessService.close();
    }
}
