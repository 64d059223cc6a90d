/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.openworkshop.storage.server.PackagedServer;

/** The settings of the server under test: short times, fixed ports, secrets that the test knows. */
final class FaultSettings {
    static final String MANAGE_TOKEN = PackagedServer.UPLOAD_TOKEN;
    static final Duration JOB_TTL = Duration.ofSeconds(12);
    static final Duration CLEANUP_INTERVAL = Duration.ofSeconds(1);
    static final Duration CALLBACK_TIMEOUT = Duration.ofSeconds(2);
    private static final String SECRET = "the fault test's transfer secret of more than 32 bytes";
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;

    private final Path folder;
    private final int port = freePort();
    private final int managerPort = freePort();

    /** Settings of a server that keeps everything in the folder. */
    FaultSettings(Path folder) throws IOException {
        this.folder = folder;
    }

    /**
     * A port below those that the system gives to outgoing connections: nobody else takes it while its server is down, and a
     * client that connects to it meanwhile cannot meet itself.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (java.net.BindException e) {
                continue;
            }
        }
    }

    int port() {
        return port;
    }

    int managerPort() {
        return managerPort;
    }

    Path mainDir() {
        return folder.resolve("main");
    }

    Path log() {
        return folder.resolve("server.log");
    }

    /** Where the server's temporary files are. */
    Path temporary() {
        return folder.resolve("tmp");
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(PackagedServer.settings(mainDir()));
        environment.put("OW_SERVER_PORT", Integer.toString(port));
        environment.put("OW_SERVER_ACCESS_LOG", "false");
        environment.put("OW_SERVER_SHUTDOWN_GRACE_SECONDS", "2");
        environment.put("OW_MANAGER_URL", "http://127.0.0.1:" + managerPort);
        environment.put("OW_MANAGER_CALLBACK_TIMEOUT_SECONDS", Long.toString(CALLBACK_TIMEOUT.toSeconds()));
        environment.put("OW_TOKENS_TRANSFER_JWT_SECRET", SECRET);
        environment.put("OW_TRANSFER_DOWNLOAD_ALLOW_HOSTS", "127.0.0.1");
        environment.put("OW_TRANSFER_DOWNLOAD_IDLE_TIMEOUT_SECONDS", "5");
        environment.put("OW_TRANSFER_JOB_TTL_SECONDS", Long.toString(JOB_TTL.toSeconds()));
        environment.put("OW_TRANSFER_CLEANUP_INTERVAL_SECONDS", Long.toString(CLEANUP_INTERVAL.toSeconds()));
        return environment;
    }

    List<String> jvmOptions() {
        return List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-Djava.io.tmpdir=" + temporary());
    }

    /** A transfer token for the job, with further claims. */
    String transferToken(String jobId, Map<String, ?> claims) {
        Map<String, Object> payload = new LinkedHashMap<>(claims);
        payload.put("job_id", jobId);
        return JWT.create()
                .withPayload(payload)
                .withAudience("storage")
                .withExpiresAt(Instant.now().plusSeconds(3600))
                .sign(algorithm());
    }

    /** What completions are signed with. */
    static Algorithm algorithm() {
        return Algorithm.HMAC256(SECRET);
    }
}
