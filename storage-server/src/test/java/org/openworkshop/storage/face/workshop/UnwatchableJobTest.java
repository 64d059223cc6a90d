/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.config.Secret;

/** A job of which nothing can be told, because the server fails. */
class UnwatchableJobTest {
    private static final String SECRET = "a transfer secret of more than 32 bytes";
    private static final String JOB = "job-unwatchable";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void socketIsClosedWithServerError(boolean disk) throws Exception {
        JobSockets sockets = new JobSockets(
                (id, watcher) -> {
                    if (disk) {
                        throw new IOException("the record cannot be read");
                    }
                    throw new IllegalStateException("a fault of ours");
                },
                new TransferTokens(new Secret(SECRET), Clock.systemUTC()));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        server.addConnector(connector);
        server.setHandler(sockets.handler(server));
        server.start();
        try {
            assertThat(closeCode(connector.getLocalPort()).get(20, TimeUnit.SECONDS))
                    .isEqualTo(1011);
        } finally {
            server.stop();
            sockets.close();
        }
    }

    private static CompletableFuture<Integer> closeCode(int port) throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        String token =
                JWT.create().withClaim("job_id", JOB).withAudience("storage").sign(Algorithm.HMAC256(SECRET));
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/transfer/ws/" + JOB + "?token=" + token),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                                code.complete(status);
                                return null;
                            }
                        })
                .get(20, TimeUnit.SECONDS);
        return code;
    }
}
