/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openworkshop.storage.server.TestServer.MANAGE_TOKEN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.FakeManager.Callback;
import org.openworkshop.storage.server.TestServer;

/** A server per test, and what tests of transfers have in common. */
abstract class TransferFixture {

    static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of("OW_TRANSFER_MAX_BYTES", "1000000"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    String upload(Map<String, ?> claims) throws Exception {
        return server.transfer(server.token("job-kinds-01", claims), "x.bin", bytes("x"))
                .body();
    }

    String start(Map<String, ?> claims) throws Exception {
        HttpResponse<String> answer = server.get("/transfer/start?token=" + server.token("job-start-01", claims));
        assertThat(answer.statusCode()).isEqualTo(400);
        return answer.body();
    }

    HttpResponse<String> repack(String job, String format, String level) throws Exception {
        return server.form(
                "POST",
                "/transfer/repack",
                Map.of("job_id", job, "format", format, "compression_level", level, "token", MANAGE_TOKEN));
    }

    Callback onlyCallback(String job) {
        List<Callback> callbacks = server.manager().callbacks(job);
        assertThat(callbacks).hasSize(1);
        return callbacks.get(0);
    }

    JsonNode record(String job) throws Exception {
        return JSON.readTree(server.workspace(job).resolve("meta.json").toFile());
    }

    static byte[] storedZip(Map<String, String> files) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(bytes(file.getValue()));
            }
        }
        return bytes.toByteArray();
    }

    static Map<String, String> entries(byte[] zip) throws Exception {
        Map<String, String> entries = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
