/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.face.workshop.TransferFixture.bytes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.TestServer;

/** Main directories as an earlier run left them, and what tests of a start in them look at. */
abstract class RestartFixture {
    static final String JOB = "job-restart-1";
    static final String ORDER = """
            "format_version": 1, "attempt_id": "attempt-7", "order": {"claims": {"mod_id": 5, "mode": "create", "callback_action": "add",
            "callback_context": {"a": [1, null]}}, "update_only": true, "max_bytes": 0}, "mod_id": 5,
            "transfer_kind": "archive", "pack_format": "zip", "pack_level": 3, "created_at": 1700000000""";

    @TempDir
    Path folder;

    /** Nothing else, once the record is written that Manager has answered. */
    static void awaitResultAndRecord(TestServer server) {
        await().untilAsserted(() ->
                assertThat(names(server.workspace(JOB))).containsExactlyInAnyOrder("meta.json", "packed.zip"));
    }

    Path main() {
        return folder.resolve("main");
    }

    TestServer start(String... setting) throws Exception {
        return new TestServer(main(), setting.length == 0 ? Map.of() : Map.of(setting[0], setting[1]));
    }

    void workspace(String job, String values) throws Exception {
        file(job, "meta.json", bytes("{" + values + "}"));
    }

    void file(String job, String name, byte[] content) throws Exception {
        Path workspace = Files.createDirectories(main().resolve("temp").resolve(job));
        Files.write(workspace.resolve(name), content);
    }

    static Callback callback(TestServer server) {
        await().until(() -> !server.manager().callbacks(JOB).isEmpty());
        return server.manager().callbacks(JOB).get(0);
    }

    static ObjectNode record(TestServer server) throws Exception {
        return (ObjectNode) TransferFixture.JSON.readTree(
                server.workspace(JOB).resolve("meta.json").toFile());
    }

    static List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }
}
