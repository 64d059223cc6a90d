/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.web.HandOver;

class GracefulStopTest {
    private static final String UPGRADE = "GET /transfer/ws/%s?token=%s";
    private static final String[] WEB_SOCKET = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    @TempDir
    Path mainDir;

    private final List<RawConnection> clients = new ArrayList<>();
    private TestServer server;

    @AfterEach
    void disconnect() throws IOException {
        for (RawConnection client : clients) {
            client.close();
        }
        server.close();
    }

    @Test
    void anUploadUnderWayIsFinishedWhileNewConnectionsAreRefused() throws Exception {
        serve("30");
        RawConnection upload = halfAnUpload("job-stop-001");
        CompletableFuture<Duration> stop = stop();
        awaitRefusedConnections();
        // Longer than Jetty's own stop would let a connection pause.
        assertThat(stop.completeOnTimeout(Duration.ZERO, 1500, TimeUnit.MILLISECONDS))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(Duration.ZERO);
        RawConnection.Answer answer = upload.send("67890").answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("connection", "close");
        assertThat(upload.rest()).isEmpty();
        assertThat(stop).isNotCompletedExceptionally().succeedsWithin(Duration.ofSeconds(30));
        // Manager could not have moved the result while it answered.
        assertThat(server.manager().callbacks()).isEmpty();
        assertThat(server.workspace("job-stop-001").resolve("meta.json"))
                .content()
                .contains("\"status\" : \"packed\"", "\"callbacks\"", "idempotency_key");
    }

    @Test
    void newRequestsOnOpenConnectionsAreRefusedExceptThoseOfMonitors() throws Exception {
        serve("30");
        RawConnection upload = halfAnUpload("job-stop-002");
        RawConnection refused = keptAlive();
        RawConnection form = keptAlive();
        RawConnection socket = keptAlive();
        RawConnection health = keptAlive();
        RawConnection metrics = keptAlive();
        awaitBusyConnections(1);
        CompletableFuture<Duration> stop = stop();
        awaitRefusedConnections();

        RawConnection.Answer no = refused.head("GET /download/resource/a.bin").answer();
        assertThat(no.status()).isEqualTo(503);
        assertThat(no.body()).isEqualTo("Server is stopping");
        assertThat(no.headers())
                .containsEntry("connection", "close")
                .containsEntry("content-type", "text/plain; charset=utf-8")
                .containsEntry("access-control-allow-origin", "*")
                .containsKeys("retry-after", "x-request-id");
        assertThat(refused.rest()).isEmpty();
        RawConnection.Answer problem = form.head("POST /upload", "Accept: application/json", "Content-Length: 3")
                .send("a=b")
                .answer();
        assertThat(problem.body()).contains("\"code\":\"server_stopping\"", "\"status\":503");
        assertThat(socket.head(UPGRADE.formatted("job-stop-002", "x"), WEB_SOCKET)
                        .answer()
                        .status())
                .isEqualTo(503);
        RawConnection.Answer checked = health.head("GET /healthz").answer();
        assertThat(checked.status()).isEqualTo(503);
        assertThat(checked.body()).contains("\"status\":\"stopping\"", "\"main_dir\":\"ok\"");
        assertThat(metrics.head("GET /metrics").answer().status()).isEqualTo(200);

        assertThat(upload.send("67890").answer().status()).isEqualTo(200);
        assertThat(stop).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void jobSocketsAreToldToComeBackAfterTheRestart() throws Exception {
        serve("30");
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        CompletableFuture<String> snapshot = new CompletableFuture<>();
        String token = server.token("job-stop-003", Map.of());
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.port() + "/transfer/ws/job-stop-003?token=" + token),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                                snapshot.complete(data.toString());
                                socket.request(1);
                                return null;
                            }

                            @Override
                            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                                closed.complete(code);
                                return null;
                            }
                        })
                .get();
        assertThat(snapshot).succeedsWithin(Duration.ofSeconds(10));
        assertThat(stop()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1012);
    }

    @Test
    void nothingUnderWayMeansNoWaiting() throws Exception {
        serve("30");
        RawConnection idle = keptAlive();
        RawConnection halfARequest = keptAlive().send("GET /healthz HT");
        awaitBusyConnections(0);
        assertThat(stop())
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(time -> assertThat(time).isLessThan(Duration.ofSeconds(5)));
        assertThat(idle.rest()).isEmpty();
        assertThat(halfARequest.rest()).isEmpty();
    }

    @Test
    void clientsThatHangHoldTheStopNoLongerThanTheGrace() throws Exception {
        serve("1");
        Files.write(mainDir.resolve("resource/large.bin"), new byte[32 << 20]);
        RawConnection silent = halfAnUpload("job-stop-004");
        RawConnection neverReads = RawConnection.withReceiveBuffer(server.port(), 4096);
        clients.add(neverReads);
        neverReads.head("GET /download/resource/large.bin");
        RawConnection deafSocket = keptAlive();
        deafSocket.head(UPGRADE.formatted("job-stop-005", server.token("job-stop-005", Map.of())), WEB_SOCKET);
        await().until(() -> server.get("/metrics").body().contains("storage_websocket_clients 1.0"));
        RawConnection drip = upload("job-stop-006", 1000);
        CompletableFuture<Duration> stop = stop();
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            try {
                drip.send("x");
            } catch (IOException e) {
                // The server has cut it off.
            }
            return stop.isDone();
        });
        assertThat(stop.get()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
        assertThat(new String(silent.rest(), StandardCharsets.UTF_8)).doesNotContain(" 200 ");
    }

    private void serve(String graceSeconds) throws Exception {
        server = new TestServer(mainDir, Map.of("OW_SERVER_SHUTDOWN_GRACE_SECONDS", graceSeconds));
    }

    /** How long it takes to stop. */
    private CompletableFuture<Duration> stop() {
        return CompletableFuture.supplyAsync(() -> {
            long begin = System.nanoTime();
            server.stopStorage();
            return Duration.ofNanos(System.nanoTime() - begin);
        });
    }

    /** Every thread that works for a connection is within one of them, whether it took a request over or read it itself. */
    private static final Set<String> AT_WORK = Set.of(HttpConnection.class.getName(), HandOver.class.getName());

    /**
     * Until the server waits for the next request on all connections but so many. The client has its answer a moment
     * earlier, and a connection found in that moment is rightly closed by a stop.
     */
    private static void awaitBusyConnections(int count) {
        await().until(() -> Thread.getAllStackTraces().values().stream()
                        .filter(stack -> Arrays.stream(stack).anyMatch(frame -> AT_WORK.contains(frame.getClassName())))
                        .count()
                == count);
    }

    private void awaitRefusedConnections() {
        await().untilAsserted(() -> assertThatThrownBy(() -> client().close()).isInstanceOf(ConnectException.class));
    }

    private RawConnection client() throws IOException {
        RawConnection client = new RawConnection(server.port());
        clients.add(client);
        return client;
    }

    private RawConnection keptAlive() throws IOException {
        RawConnection client = client();
        assertThat(client.head("GET /healthz").answer().status()).isEqualTo(200);
        return client;
    }

    /** An upload of ten bytes of which five have arrived. */
    private RawConnection halfAnUpload(String job) throws IOException {
        return upload(job, 10);
    }

    /** An upload of which five bytes have arrived. */
    private RawConnection upload(String job, int total) throws IOException {
        RawConnection client = client();
        client.head(
                "POST /transfer/upload?filename=x.txt&token=" + server.token(job, Map.of()),
                "Content-Length: " + total);
        client.send("12345");
        await().until(() -> Files.exists(server.workspace(job).resolve("meta.json")));
        return client;
    }
}
