/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openworkshop.storage.face.workshop.TransferFixture.bytes;
import static org.openworkshop.storage.face.workshop.TransferFixture.entries;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.server.TestServer;

/** Records of the Python service whose keys mean something else than in ours. */
class PythonWorkspaceTest {
    private static final String JOB = "job-python-1";
    private static final String MOD = "all of the mod";

    @TempDir
    Path folder;

    /** It wrote the file under its final name from the first byte on. */
    @ParameterizedTest
    @ValueSource(strings = {"\"total_bytes\": 14", "\"total_bytes\": null", "\"filename\": \"mod.txt\""})
    void halfFetchedFileIsNotTakenForWhole(String more) throws Exception {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, MOD.length());
            try (exchange) {
                exchange.getResponseBody().write(bytes(MOD));
            }
        });
        origin.start();
        workspace("\"status\": \"downloading\", \"download_url\": \"http://127.0.0.1:"
                + origin.getAddress().getPort() + "/mod.txt\", \"download_path\": \"temp/" + JOB
                + "/mod.txt\", \"downloaded_bytes\": 3, " + more);
        Files.writeString(folder.resolve("temp/" + JOB + "/mod.txt"), "all");
        try (TestServer server = new TestServer(folder, Map.of())) {
            JsonNode claims = completion(server);
            assertThat(claims.path("status").asText()).isEqualTo("success");
            assertThat(claims.path("bytes").asInt()).isEqualTo(MOD.length());
            assertThat(server.move(JOB, "archive", "m.zip").statusCode()).isEqualTo(200);
            assertThat(entries(server.download("/download/archive/m.zip").body()))
                    .containsExactly(Map.entry("mod.txt", MOD));
        } finally {
            origin.stop(0);
        }
    }

    /** Every record of an archive had the keys of an image, empty. */
    @Test
    void emptyTextsAreNoClaims() throws Exception {
        workspace("\"status\": \"uploading\", \"storage_type\": \"\", \"file_kind\": \"\", \"mod_id\": 17,"
                + " \"transfer_kind\": \"archive\", \"pack_format\": \"zip\"");
        try (TestServer server = new TestServer(folder, Map.of())) {
            JsonNode claims = completion(server);
            assertThat(claims.path("reason").asText()).isEqualTo("interrupted");
            assertThat(claims.path("mod_id").asInt()).isEqualTo(17);
            assertThat(claims.path("transfer_kind").asText()).isEqualTo("archive");
            assertThat(claims.has("storage_type")).isFalse();
            assertThat(claims.has("file_kind")).isFalse();
        }
    }

    private void workspace(String values) throws Exception {
        Path workspace = Files.createDirectories(folder.resolve("temp").resolve(JOB));
        Files.writeString(workspace.resolve("meta.json"), "{\"job_id\": \"" + JOB + "\", " + values + "}");
    }

    private static JsonNode completion(TestServer server) {
        await().until(() -> !server.manager().callbacks(JOB).isEmpty());
        return server.manager().callbacks(JOB).get(0).body();
    }
}
