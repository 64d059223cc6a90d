/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.TestServer;
import org.openworkshop.storage.telemetry.OtlpReceiver.Received;

/** A server that tells its traces to a receiver, and what its tests ask of both. */
abstract class TelemetryFixture {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String CALLERS_TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String CALLERS_SPAN = "b7ad6b7169203331";
    static final String CALLER = "00-" + CALLERS_TRACE + "-" + CALLERS_SPAN + "-01";

    @TempDir
    Path folder;

    OtlpReceiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = OtlpReceiver.http();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    TestServer start(String... more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return new TestServer(folder.resolve("main"), settings);
    }

    static byte[] storedZip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            zip.putNextEntry(new ZipEntry("secret-name.txt"));
            zip.write(content.repeat(500).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    static HttpResponse<String> upload(TestServer server, String job, byte[] body, String... headers) throws Exception {
        return server.send(server.request(
                        "/transfer/upload?token=" + server.token(job, Map.of()) + "&filename=secret-name.zip", headers)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    JsonNode record(TestServer server, String job) throws IOException {
        return JSON.readTree(server.workspace(job).resolve("meta.json").toFile());
    }

    void assertChild(Received span, Received parent) {
        assertThat(span.traceId()).isEqualTo(parent.traceId());
        assertThat(span.parentId()).isEqualTo(parent.spanId());
    }
}
