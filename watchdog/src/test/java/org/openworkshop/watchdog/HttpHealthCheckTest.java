/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHealthCheckTest {
    private HttpServer server;
    private volatile int status = 200;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private CheckResult ask(String userInfo, String path) throws Exception {
        return check(userInfo + "127.0.0.1:" + server.getAddress().getPort() + path, 5_000)
                .check();
    }

    private static HttpHealthCheck check(String authorityAndPath, int timeoutMillis) throws IOException {
        return new HttpHealthCheck(URI.create("http://" + authorityAndPath).toURL(), Duration.ofMillis(timeoutMillis));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299, 300, 304, 399})
    void statusBelow400IsHealthy(int healthy) throws Exception {
        status = healthy;
        assertThat(ask("", "/healthz")).isEqualTo(new CheckResult(true, "status=" + healthy));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 407, 408, 500, 503, 599, 999})
    void anyOtherStatusIsNot(int ill) throws Exception {
        status = ill;
        assertThat(ask("", "/healthz")).isEqualTo(new CheckResult(false, "status=" + ill));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsHealthyAndNotFollowed(int redirect) throws Exception {
        status = redirect;
        assertThat(ask("", "/healthz").healthy()).isTrue();
        assertThat(asked).containsExactly("GET /healthz null");
    }

    @Test
    void queryAndCredentialsOfTheAddressAreSent() throws Exception {
        ask("a%20b:c+%40d@", "/healthz?token=x");
        assertThat(asked).containsExactly("GET /healthz?token=x Basic YSBiOmMrQGQ="); // "a b:c+@d"
    }

    @Test
    void connectionIsNotKeptForTheNextCheck() throws Exception {
        List<String> wishes = new CopyOnWriteArrayList<>();
        server.createContext("/wish", exchange -> {
            wishes.addAll(exchange.getRequestHeaders().get("Connection"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        ask("", "/wish");
        assertThat(wishes).containsExactly("close");
    }

    @Test
    void deadServerIsFailingUntilItIsBack() throws Exception {
        InetSocketAddress address = server.getAddress();
        HttpHealthCheck check = check("127.0.0.1:" + address.getPort() + "/", 5_000);
        assertThat(check.check().healthy()).isTrue();
        server.stop(0);
        assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.CONNECTION_REFUSED));
        server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        assertThat(check.check().healthy()).isTrue();
    }

    @Test
    void unknownHostIsAFailure() throws Exception {
        assertThat(check("no-such-host.invalid/", 20_000).check())
                .isEqualTo(CheckResult.failed(CheckError.UNKNOWN_HOST));
    }

    @Test
    void serverWhoseQueueIsFullIsATimeout() throws Exception {
        try (ServerSocket neverAccepts = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpHealthCheck check = check("127.0.0.1:" + neverAccepts.getLocalPort() + "/", 100);
            for (int i = 0; i < 5; i++) {
                assertThat(check.check()).isEqualTo(CheckResult.failed(CheckError.TIMEOUT));
            }
        }
    }
}
