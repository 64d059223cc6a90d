/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.log.Log;

/** Lines about one request name it as its client knows it, and its job where it is about one. */
class RequestLogTest {
    private static final String JOB = "job-logged-1";
    private static final String TOKEN = "an admin token";
    private static final String[] UPGRADE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    @TempDir
    static Path folder;

    private static TestServer server;
    private static Log log;
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        log = Log.apply("debug", Log.Format.TEXT, Optional.empty(), null);
        server = new TestServer(
                folder.resolve("main"),
                Map.of(
                        "OW_SERVER_ACCESS_LOG",
                        "true",
                        "OW_ADMIN_TOKEN_HASH",
                        BCrypt.withDefaults().hashToString(4, TOKEN.toCharArray())));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        log.close();
        Log.apply("info", Log.Format.TEXT, Optional.empty(), null).close();
    }

    @BeforeEach
    void captureLog() {
        System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void releaseLog() {
        System.setErr(before);
    }

    @Test
    void upgradeToAWebSocketIsLoggedWithItsJob() throws Exception {
        String id = requestId("GET /transfer/ws/" + JOB + "?token=" + server.token(JOB, Map.of()), UPGRADE);

        assertLine("Request is answered", "status=101 ", "request_id=" + id, "job=" + JOB);
    }

    @ParameterizedTest
    @CsvSource({"?token=hidden-text, WebSocket token is refused", "'',                 WebSocket token is refused"})
    void refusedWebSocketIsLoggedWithTheJobItAskedFor(String query, String sentence) throws Exception {
        String id = requestId("GET /transfer/ws/" + JOB + query, UPGRADE);

        assertLine(sentence, "request_id=" + id, "job=" + JOB);
        assertLine("Request is answered", "request_id=" + id, "job=" + JOB);
    }

    @Test
    void webSocketForAnotherJobThanItsTokensIsLoggedWithTheJobItAskedFor() throws Exception {
        String id = requestId("GET /transfer/ws/" + JOB + "?token=" + server.token("job-other-1", Map.of()), UPGRADE);

        assertLine("WebSocket token is of another job", "request_id=" + id, "job=" + JOB);
    }

    @ParameterizedTest
    @CsvSource({
        "/download/archive/a%00b,      Download is refused",
        "/download/archive/link/a.txt, Download is refused",
        "/transfer/%2e%2e/x,           Request is refused",
        "/nowhere?a=%zz,               Request is refused",
    })
    void refusalIsLoggedWithItsRequest(String target, String sentence) throws Exception {
        Path link = server.mainDir().resolve("archive/link");
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, folder);
            Files.createFile(folder.resolve("a.txt"));
        }

        String id = requestId("GET " + target);

        assertLine(sentence, "request_id=" + id);
    }

    @Test
    void downloadWhoseClientGoesIsLoggedWithItsRequest() throws Exception {
        Files.write(server.mainDir().resolve("resource/large.bin"), new byte[32 << 20]);
        String id;
        try (RawConnection connection = RawConnection.withReceiveBuffer(server.port(), 4096)) {
            id = connection
                    .head("GET /download/resource/large.bin")
                    .bare()
                    .headers()
                    .get("x-request-id");
            connection.reset();
        }

        assertLine("Download ended early", "request_id=" + id);
    }

    @Test
    void refusalOfTheAdminViewIsLoggedWithItsRequestAndJob() throws Exception {
        HttpResponse<String> answer =
                server.send(server.request("/admin/api/jobs/" + JOB + "/cancel", "Authorization", "Bearer " + TOKEN)
                        .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(404);
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertLine("Admin request is refused", "code=JOB_NOT_FOUND", "request_id=" + id, "job=" + JOB);
        assertLine("Request is answered", "request_id=" + id, "job=" + JOB);
    }

    private static String requestId(String requestLine, String... headers) throws Exception {
        try (RawConnection connection = new RawConnection(server.port())) {
            return connection.head(requestLine, headers).bare().headers().get("x-request-id");
        }
    }

    private void assertLine(String sentence, String... parts) {
        await().untilAsserted(() -> assertThat(
                        text.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(line -> assertThat(line).contains(sentence).contains(parts)));
    }
}
