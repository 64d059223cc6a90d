/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ConfigReader;
import org.openworkshop.storage.web.RequestBody;

/** What the ports are made of. */
class ConnectorsTest {
    @TempDir
    Path folder;

    @Test
    void http2DoesNotShrinkTheBuffersThatBodiesAreReadInto() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "EC");
        certificate.writeCertificate(folder.resolve("certificate.pem"));
        certificate.writeKey(folder.resolve("key.pem"));
        Map<String, String> settings = new HashMap<>(PackagedServer.settings(folder.resolve("main")));
        settings.put("OW_SERVER_HTTP2", "true");
        settings.put(
                "OW_SERVER_TLS_CERTIFICATE", folder.resolve("certificate.pem").toString());
        settings.put("OW_SERVER_TLS_KEY", folder.resolve("key.pem").toString());
        settings.put("OW_SERVER_TLS_PORT", "0");
        AppConfig config = ConfigReader.read(null, settings);
        Server server = new Server();
        Connectors.addTo(server, config, new ConnectionLimit(1));
        assertThat(server.getConnectors()).hasSize(2);
        for (Connector connector : List.of(server.getConnectors())) {
            assertThat(connector
                            .getConnectionFactory(HttpConnectionFactory.class)
                            .getInputBufferSize())
                    .isEqualTo(RequestBody.BLOCK_BYTES);
        }
    }
}
