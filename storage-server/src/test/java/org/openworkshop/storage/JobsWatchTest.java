/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** How {@code jobs watch} ends, with a server of which only the answers matter. */
class JobsWatchTest {
    private static final String HASH = "$2b$04$abcdefghijklmnopqrstuuJ8vQ1c0hZ8xq0T2rS5v9N0g7p3l6Y5K";
    private static final MockResponse JOBS = new MockResponse.Builder()
            .body("{\"jobs\": [], \"jobs_total\": 0, \"recent\": []}")
            .build();

    @TempDir
    Path folder;

    private final MockWebServer server = new MockWebServer();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        server.start();
        announce("of this start");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        LogSetup.apply("info", Map.of());
    }

    @Test
    void serverThatHasStoppedIsNoFailure() {
        server.enqueue(JOBS);

        assertThat(watch(() -> {
                    Files.delete(operatorFile());
                    server.close();
                }))
                .isZero();
        assertThat(err).hasToString("jobs: the server has stopped\n");
    }

    @Test
    void serverThatIsStoppingIsNoFailure() {
        server.enqueue(JOBS);
        server.enqueue(new MockResponse(503, okhttp3.Headers.of(), "Server is stopping"));

        assertThat(watch(() -> Files.delete(operatorFile()))).isZero();
        assertThat(err).hasToString("jobs: the server has stopped\n");
    }

    @Test
    void serverThatWasStartedAnewHasStoppedToo() {
        server.enqueue(JOBS);
        server.enqueue(new MockResponse(404, okhttp3.Headers.of(), "Not found"));

        assertThat(watch(() -> announce("of the next start"))).isZero();
        assertThat(err).hasToString("jobs: the server has stopped\n");
    }

    @Test
    void serverThatWasKilledIsAFailureInWords() {
        server.enqueue(JOBS);

        assertThat(watch(server::close)).isEqualTo(1);
        assertThat(err.toString())
                .contains("does not answer: nobody listens there; it was killed")
                .doesNotContain("Exception");
    }

    @Test
    void connectionThatBreaksIsAFailureInWords() {
        server.enqueue(JOBS);
        MockResponse broken = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        // Java's client asks again by itself.
        for (int i = 0; i < 10; i++) {
            server.enqueue(broken);
        }

        assertThat(watch(() -> {})).isEqualTo(1);
        assertThat(err.toString()).contains("does not answer: ").doesNotContain("Exception");
    }

    /** Something that happens between two looks. */
    private interface Between {
        void happen() throws IOException;
    }

    private int watch(Between between) {
        CommandLine line = new CommandLine(new JobsCommand(settings(), () -> {
            try {
                between.happen();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }));
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(err));
        return line.execute("watch");
    }

    private void announce(String token) throws IOException {
        Files.writeString(
                operatorFile(),
                "{\"url\": \"http://127.0.0.1:" + server.getPort() + "\", \"token\": \"" + token + "\"}");
    }

    private Path operatorFile() {
        return folder.resolve(".operator");
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "OW_STORAGE_MAIN_DIR", folder.toString(),
                "OW_MANAGER_URL", "http://manager.example",
                "OW_ACCESS_SERVICE_URL", "http://access.example",
                "OW_TOKENS_TRANSFER_JWT_SECRET", "0123456789abcdef0123456789abcdef"));
        for (String name : List.of("UPLOAD_FILE", "DELETE_FILE", "STORAGE_MANAGE_TOKEN")) {
            settings.put("OW_TOKENS_" + name, HASH);
        }
        return settings;
    }
}
