/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @BeforeEach
    void start() throws Exception {
        ClientAddress address = new ClientAddress(List.of("127.0.0.1", "10.0.0.0/8"));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(
                        true, ByteBuffer.wrap(address.of(request).getBytes(StandardCharsets.US_ASCII)), callback);
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "'1.2.3.4', 1.2.3.4",
        "'255.255.255.255', 255.255.255.255",
        "'2001:db8::1', 2001:db8::1",
        "'::ffff:1.2.3.4', ::ffff:1.2.3.4",
        "'6.6.6.6, 1.2.3.4, 10.0.0.9', 1.2.3.4",
        // Java would ask a name server for these.
        "'999.1.1.1', 127.0.0.1",
        "'1.2.3.256', 127.0.0.1",
        "'.:1', 127.0.0.1",
        "'1.2.3', 127.0.0.1",
        "'1.2.3.4.', 127.0.0.1",
        "'1.2.3.4.5', 127.0.0.1",
        "'example.org', 127.0.0.1",
        "'6.6.6.6, 999.1.1.1, 10.0.0.9', 10.0.0.9",
    })
    void clientIsTheLastAddressThatNoProxyOfOursHas(String forwarded, String client) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort()))
                .header("X-Forwarded-For", forwarded)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo(client);
    }
}
