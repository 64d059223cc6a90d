/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small Manager and access service for trying things out, on the loopback interface only: it lets anybody on this machine
 * upload. It shows all that a real Manager has to do with the storage server:
 *
 * <pre>
 *   client          asks for a transfer token        {@link TransferEndpoint}
 *   client          opens the WebSocket, uploads     (storage server)
 *   storage server  tells the completion             {@link CompletionEndpoint}
 *   Manager           and while answering, moves     {@link StorageClient}
 *   client          downloads                        (storage server)
 *   storage server  asks whether that is allowed     {@link AccessEndpoint}
 * </pre>
 */
final class StandInManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandInManager.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DevSecrets secrets;
    private final Catalogue catalogue;
    private final Clock clock;

    /**
     * Takes the port; requests wait until {@link #start}.
     *
     * @param port 0 lets the system choose
     */
    StandInManager(int port, DevSecrets secrets, Catalogue catalogue, Clock clock) throws IOException {
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        this.secrets = secrets;
        this.catalogue = catalogue;
        this.clock = clock;
        http.setExecutor(threads);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Answers from now on, for a storage server at that address. */
    void start(URI storage) {
        OpenTransfers transfers = new OpenTransfers();
        TransferTokenIssuer tokens = new TransferTokenIssuer(secrets.transferJwt(), clock);
        StorageClient client = new StorageClient(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build(),
                storage,
                secrets.storageManage());
        AccessEndpoint access = new AccessEndpoint();
        String policy = contentPolicy(storage);
        open("/", new PageEndpoint(), policy);
        open(TransferEndpoint.PATH, new TransferEndpoint(storage, tokens, transfers, catalogue), policy);
        open("/api/files", new FilesEndpoint(storage, catalogue), policy);
        open("/api/access", access::answerSwitch, policy);
        open("/mod/", access, policy);
        open(
                CompletionEndpoint.PATH,
                new CompletionEndpoint(
                        new CompletionVerifier(secrets.transferJwt()), transfers, catalogue, client, clock),
                policy);
        http.start();
    }

    private void open(String path, Endpoint endpoint, String policy) {
        http.createContext(path, exchange -> {
            try (exchange) {
                Headers headers = exchange.getResponseHeaders();
                headers.set("Content-Security-Policy", policy);
                headers.set("X-Content-Type-Options", "nosniff");
                headers.set("Referrer-Policy", "no-referrer");
                headers.set("Cache-Control", "no-store");
                send(exchange, answer(exchange, endpoint));
            }
        });
    }

    private Answer answer(HttpExchange exchange, Endpoint endpoint) {
        try {
            requireOwnName(exchange);
            return endpoint.answer(exchange);
        } catch (RefusedException e) {
            return Answer.text(e.status(), e.phrase());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.text(503, "Stopping");
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "The stand-in Manager failed path={}",
                    exchange.getRequestURI().getPath(),
                    e);
            return Answer.text(503, "The stand-in Manager failed");
        }
    }

    /** Other names that lead to this machine belong to pages of others (DNS rebinding). */
    private void requireOwnName(HttpExchange exchange) throws RefusedException {
        int port = http.getAddress().getPort();
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null || !Set.of("127.0.0.1:" + port, "localhost:" + port).contains(host)) {
            throw new RefusedException(421, "Unknown host");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** The page loads its own files only, and talks to Manager and the storage server only. */
    private static String contentPolicy(URI storage) {
        String other = storage.getAuthority();
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http://" + other
                + "; connect-src 'self' http://" + other + " ws://" + other
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /** Frees the port and ends what is under way. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
