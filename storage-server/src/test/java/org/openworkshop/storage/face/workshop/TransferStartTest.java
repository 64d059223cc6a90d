/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.openworkshop.storage.server.FakeManager.Callback;

class TransferStartTest extends TransferFixture {
    @Test
    void urlIsFetchedPackedAndReported() throws Exception {
        byte[] zip = storedZip(Map.of("b.txt", "world ".repeat(2000)));
        try (MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder()
                    .code(200)
                    .body(new Buffer().write(zip))
                    .build());
            origin.start();
            String url = "http://127.0.0.1:" + origin.getPort() + "/files/mod.zip";
            String token = server.token("job-fetch-01", Map.of("download_url", url));
            HttpResponse<String> answer = server.get("/transfer/start?token=" + token);
            assertThat(JSON.readTree(answer.body()))
                    .isEqualTo(JSON.readTree("{\"job_id\":\"job-fetch-01\",\"status\":\"started\","
                            + "\"ws_url\":\"/transfer/ws/job-fetch-01\"}"));
            await().until(() -> !server.manager().callbacks("job-fetch-01").isEmpty());
        }
        Callback callback = onlyCallback("job-fetch-01");
        assertThat(callback.body().path("status").asText()).isEqualTo("success");
        assertThat(callback.body().path("bytes").asInt()).isEqualTo(zip.length);
        assertThat(record("job-fetch-01").path("filename").asText()).isEqualTo("mod.zip");
        HttpResponse<String> again = server.get(
                "/transfer/start?token=" + server.token("job-fetch-01", Map.of("download_url", "http://127.0.0.1:1/")));
        assertThat(JSON.readTree(again.body()).path("status").asText()).isEqualTo("packed");
    }

    @Test
    void failedFetchReportsTheOriginsStatusAndCanBeStartedAfresh() throws Exception {
        try (MockWebServer origin = new MockWebServer()) {
            origin.enqueue(new MockResponse.Builder().code(404).build());
            origin.enqueue(new MockResponse.Builder().code(200).body("now here").build());
            origin.start();
            String token = server.token(
                    "job-fetch-02", Map.of("download_url", "http://127.0.0.1:" + origin.getPort() + "/x.txt"));
            server.form("POST", "/transfer/start", Map.of("token", token));
            await().until(() -> server.manager().callbacks("job-fetch-02").size() == 1);
            assertThat(onlyCallback("job-fetch-02").body().path("reason").asText())
                    .isEqualTo("status:404");
            HttpResponse<String> again = server.get("/transfer/start?token=" + token);
            assertThat(JSON.readTree(again.body()).path("status").asText()).isEqualTo("started");
            await().until(() -> server.manager().callbacks("job-fetch-02").size() == 2);
        }
        assertThat(server.manager()
                        .callbacks("job-fetch-02")
                        .get(1)
                        .body()
                        .path("status")
                        .asText())
                .isEqualTo("success");
    }

    @Test
    void wrongStartsAreRefused() throws Exception {
        assertThat(server.get("/transfer/start").body()).isEqualTo("Token not found");
        assertThat(server.get("/transfer/start?token=x").body()).isEqualTo("Access denied");
        assertThat(start(Map.of())).isEqualTo("Download URL missing");
        assertThat(start(Map.of("download_url", "ftp://example.org/x"))).isEqualTo("Invalid download URL");
        assertThat(start(Map.of("download_url", "http://"))).isEqualTo("Invalid download URL");
        assertThat(start(Map.of("download_url", "http://example.org/x", "pack_format", "7z")))
                .isEqualTo("Unsupported format");
    }

    @Test
    void headStartsNothing() throws Exception {
        String token = server.token("job-head-001", Map.of("download_url", "http://127.0.0.1:1/x"));
        HttpResponse<String> answer =
                server.send(server.request("/transfer/start?token=" + token).method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(server.workspace("job-head-001")).doesNotExist();
    }
}
