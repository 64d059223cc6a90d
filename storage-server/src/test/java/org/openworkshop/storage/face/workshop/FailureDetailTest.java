/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.face.workshop.TransferFixture.bytes;
import static org.openworkshop.storage.face.workshop.TransferFixture.storedZip;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.TestServer;

/** What exactly was wrong is told to the page, to Manager and to the record in the same words. */
class FailureDetailTest {
    private static final String JOB = "job-detail-1";

    @TempDir
    Path folder;

    private TestServer start(String... settings) throws Exception {
        TestServer server = new TestServer(
                folder.resolve("main"), settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]));
        // The record of a failed job stays until Manager has taken the completion.
        server.manager().behave((callback, storage) -> 503);
        return server;
    }

    private static void upload(TestServer server, Map<String, ?> claims, byte[] body) throws Exception {
        server.transfer(server.token(JOB, claims), "mod.zip", body);
        await().until(() -> !server.manager().callbacks(JOB).isEmpty());
    }

    private static JsonNode record(TestServer server) throws Exception {
        return TransferFixture.JSON.readTree(
                server.workspace(JOB).resolve("meta.json").toFile());
    }

    private RecordingSocket connect(TestServer server) throws Exception {
        RecordingSocket socket = RecordingSocket.open(server, JOB, "?token=" + server.token(JOB, Map.of()));
        await().until(() -> !socket.frames.isEmpty());
        return socket;
    }

    /** All four places say the same; gives what they say. */
    private String toldEverywhere(TestServer server, String message, byte[] body) throws Exception {
        RecordingSocket early = connect(server);
        assertThat(early.frames.get(0).has("detail")).isFalse();
        String token = server.token(JOB, Map.of());
        server.transfer(token, "mod.zip", body);
        await().until(() -> early.closeCode == WebSocket.NORMAL_CLOSURE
                && !server.manager().callbacks(JOB).isEmpty());
        JsonNode error = early.last();
        assertThat(error.path("event").asText()).isEqualTo("error");
        assertThat(error.path("message").asText()).isEqualTo(message);
        String detail = error.path("detail").asText();
        Callback callback = server.manager().callbacks(JOB).get(0);
        assertThat(callback.body().path("detail").asText()).isEqualTo(detail);
        assertThat(callback.token().getClaim("detail").asString()).isEqualTo(detail);
        assertThat(record(server).path("error").asText()).isEqualTo(detail);
        assertThat(detail).isNotEmpty().hasSizeLessThanOrEqualTo(500).doesNotContain(folder.toString(), token, "\n");
        JsonNode late = connect(server).frames.get(0);
        assertThat(late.path("event").asText()).isEqualTo("progress");
        assertThat(late.path("stage").asText()).isEqualTo("error");
        assertThat(late.path("detail").asText()).isEqualTo(detail);
        assertThat(late.has("message")).isFalse();
        return detail;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../evil.txt | b.txt | Entry name \"../evil.txt\" contains ..",
                "/etc/passwd | b.txt | Entry name \"/etc/passwd\" is absolute",
                "C:\\x.txt | b.txt | Entry name \"C:\\x.txt\" begins with a drive letter",
                "a/b | a//b | Entry \"a/b\" is there twice",
                "a | a/b | Entry \"a/b\" needs a folder where a file is",
                "line<LF>break/../x | b.txt | Entry name \"line?break/../x\" contains .."
            })
    void refusedNamesAreTold(String first, String second, String expected) throws Exception {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(first.replace("<LF>", "\n"), "one ".repeat(50));
        files.put(second, "two ".repeat(50));
        try (TestServer server = start()) {
            assertThat(toldEverywhere(server, "repack failed", storedZip(files)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void passedLimitsAreTold() throws Exception {
        try (TestServer server = start("OW_ARCHIVE_MAX_ENTRY_BYTES", "100")) {
            byte[] zip = storedZip(Map.of("big.txt", "x".repeat(101)));
            assertThat(toldEverywhere(server, "archive too large", zip))
                    .isEqualTo("Entry \"big.txt\" unpacks to more than 100 bytes");
            assertThat(server.manager()
                            .callbacks(JOB)
                            .get(0)
                            .body()
                            .path("reason")
                            .asText())
                    .isEqualTo("unpacked_size_limit");
        }
    }

    @Test
    void longAndDeepNamesFailAsUnsafeOnes() throws Exception {
        try (TestServer server = start("OW_ARCHIVE_MAX_DEPTH", "3")) {
            assertThat(toldEverywhere(server, "repack failed", storedZip(Map.of("a/b/c/d", "x"))))
                    .isEqualTo("Entry name \"a/b/c/d\" has more than 3 parts");
            assertThat(server.manager()
                            .callbacks(JOB)
                            .get(0)
                            .body()
                            .path("reason")
                            .asText())
                    .isEqualTo("repack_failed");
        }
    }

    @Test
    void successHasNoDetailButTheOneOfItsToken() throws Exception {
        try (TestServer server = start()) {
            upload(server, Map.of(), storedZip(Map.of("a.txt", "x")));
            assertThat(server.manager().callbacks(JOB).get(0).body().has("detail"))
                    .isFalse();
            assertThat(connect(server).frames.get(0).has("detail")).isFalse();
        }
    }

    @Test
    void nextAttemptForgetsTheDetailOfTheLast() throws Exception {
        try (TestServer server = start()) {
            upload(server, Map.of(), storedZip(Map.of("../x", "x")));
            assertThat(connect(server).frames.get(0).has("detail")).isTrue();
            server.transfer(server.token(JOB, Map.of()), "mod.zip", storedZip(Map.of("a.txt", "x")));
            assertThat(connect(server).frames.get(0).has("detail")).isFalse();
            assertThat(record(server).has("error")).isFalse();
        }
    }

    @Test
    void detailSurvivesARestart() throws Exception {
        String detail;
        try (TestServer server = start()) {
            upload(server, Map.of(), storedZip(Map.of("../x", "x")));
            detail = record(server).path("error").asText();
            assertThat(detail).isEqualTo("Entry name \"../x\" contains ..");
        }
        try (TestServer server = start()) {
            await().until(() -> !server.manager().callbacks(JOB).isEmpty());
            assertThat(server.manager()
                            .callbacks(JOB)
                            .get(0)
                            .body()
                            .path("detail")
                            .asText())
                    .isEqualTo(detail);
            JsonNode snapshot = connect(server).frames.get(0);
            assertThat(snapshot.path("stage").asText()).isEqualTo("error");
            assertThat(snapshot.path("detail").asText()).isEqualTo(detail);
        }
    }

    /** It may hold anything, paths of another machine's too. */
    @Test
    void errorThatAnotherProgramRecordedIsNotShown() throws Exception {
        Path workspace = Files.createDirectories(folder.resolve("main/temp").resolve(JOB));
        Files.write(
                workspace.resolve("meta.json"),
                bytes(
                        "{\"status\": \"error\", \"error\": \"[Errno 2] /srv/x\", \"callbacks\": [{\"idempotency_key\": \"k\","
                                + " \"completed_at\": 1, \"claims\": {\"job_id\": \"" + JOB + "\"}}]}"));
        try (TestServer server = start()) {
            JsonNode snapshot = connect(server).frames.get(0);
            assertThat(snapshot.path("stage").asText()).isEqualTo("error");
            assertThat(snapshot.has("detail")).isFalse();
        }
    }
}
