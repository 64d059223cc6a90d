/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests over HTTP/2 whose client breaks off: none may count as under way for ever. */
class BrokenStreamTest {
    private static final int CANCEL = 8;

    @TempDir
    Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder.resolve("main"), Map.of());
        Files.write(server.mainDir().resolve("resource").resolve("large.bin"), new byte[1_000_000]);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFormWhoseConnectionBreaksEnds() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            int form = client.request(false, "POST", "/upload", "content-type", Forms.MULTIPART);
            client.data(form, "--", false);
            awaitUnderWay(2);
        }
        awaitUnderWay(1);
    }

    @Test
    void anUploadThatIsCancelledEnds() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            String token = server.token("job-stream-01", Map.of());
            int upload = client.request(false, "POST", "/transfer/upload?token=" + token);
            client.data(upload, "begin", false);
            awaitUnderWay(2);
            client.reset(upload, CANCEL);
            awaitUnderWay(1);
        }
    }

    @Test
    void anAnswerWithoutRoomInTheWindowEndsWithItsConnection() throws Exception {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            client.awaitFullWindow(client.request(true, "GET", "/download/resource/large.bin"));
            client.request(true, "GET", "/nothing");
            awaitUnderWay(3);
        }
        awaitUnderWay(1);
    }

    /** Until so many requests are under way, the question for it among them. */
    private void awaitUnderWay(int requests) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(server.get("/metrics").body())
                        .contains("storage_requests_under_way " + requests + ".0"));
    }
}
