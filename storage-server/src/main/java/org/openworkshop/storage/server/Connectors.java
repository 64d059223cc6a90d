/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.ServerConfig;
import org.openworkshop.storage.config.TlsConfig;
import org.openworkshop.storage.download.DownloadConnections;
import org.openworkshop.storage.web.RequestBody;

/**
 * The ports and what is spoken on them.
 *
 * <pre>
 *   server.port       HTTP/1.1; HTTP/2 by prior knowledge (RFC 9113 section 3.3) and by Upgrade (RFC 7540 section 3.2)
 *   server.tls.port   TLS 1.2 and 1.3; HTTP/1.1 and HTTP/2, as ALPN says (RFC 7301)
 * </pre>
 *
 * WebSockets are spoken over HTTP/1.1: the extended CONNECT of RFC 8441 is not offered.
 */
final class Connectors {
    /** Requests at once on one HTTP/2 connection. */
    static final int STREAMS = 128;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int ACCEPT_QUEUE = 1024;

    /**
     * What an HTTP/2 client may send of one body before we have read it: memory that a waiting upload costs, and, once per round
     * trip, the most that an upload transfers.
     */
    private static final int STREAM_WINDOW_BYTES = 512 * 1024;

    /** The same for all bodies of a connection together. */
    private static final int SESSION_WINDOW_BYTES = 1024 * 1024;

    /** Far more than there are (RFC 9113 section 6.5.2). */
    private static final int SETTINGS = 32;

    /**
     * Frames per second that cost us work and a client next to nothing: resets, pings, settings, priorities, empty frames. Beyond
     * it the connection is closed, which ends floods such as the rapid reset of CVE-2023-44487.
     */
    private static final int CHEAP_FRAMES = 128;

    private final Server server;
    private final AppConfig config;
    private final ConnectionLimit connections;

    private Connectors(Server server, AppConfig config, ConnectionLimit connections) {
        this.server = server;
        this.config = config;
        this.connections = connections;
    }

    /**
     * Gives a server its ports, which are not yet open: the one in clear first, then, when there is a certificate, the encrypted
     * one.
     *
     * @throws StartException when certificate or key cannot be used
     */
    static void addTo(Server server, AppConfig config, ConnectionLimit connections) throws StartException {
        Connectors connectors = new Connectors(server, config, connections);
        server.addConnector(connectors.clear());
        TlsConfig tls = config.server().tls();
        Optional<CertificateFiles> files = CertificateFiles.of(tls);
        if (files.isPresent()) {
            server.addConnector(connectors.encrypted(tls, files.get()));
        }
    }

    private ServerConnector clear() {
        HttpConfiguration http = http();
        List<ConnectionFactory> protocols = new ArrayList<>();
        protocols.add(new DownloadConnections(http));
        if (config.server().http2()) {
            protocols.add(bounded(new HTTP2CServerConnectionFactory(forHttp2(http))));
        }
        return connector(config.server().port(), protocols);
    }

    private ServerConnector encrypted(TlsConfig tls, CertificateFiles files) throws StartException {
        HttpConfiguration http = http();
        // One certificate for whatever name the client used: a proxy in front may know us by another one.
        http.addCustomizer(new SecureRequestCustomizer(false));
        ConnectionFactory http1 = new DownloadConnections(http);
        CertificateWatch watch = new CertificateWatch(files, tls.reload());
        SslContextFactory.Server context = watch.context();
        List<ConnectionFactory> protocols = new ArrayList<>();
        if (config.server().http2()) {
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
            alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
            protocols.add(new SslConnectionFactory(context, alpn.getProtocol()));
            protocols.add(alpn);
            protocols.add(bounded(new HTTP2ServerConnectionFactory(forHttp2(http))));
        } else {
            protocols.add(new SslConnectionFactory(context, http1.getProtocol()));
        }
        protocols.add(http1);
        ServerConnector connector = connector(tls.port(), protocols);
        connector.addBean(watch);
        return connector;
    }

    /** A connector whose first protocol is the one that every connection begins with. */
    private ServerConnector connector(int port, List<ConnectionFactory> protocols) {
        ServerConfig settings = config.server();
        ServerConnector connector = new GuardedConnector(
                server, connections, settings.limits().header(), protocols.toArray(ConnectionFactory[]::new));
        connector.setHost(settings.host());
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(config.transfer().timeouts().uploadIdle().toMillis());
        // Jetty's own graceful stop would cut off every upload that pauses for a second: GracefulStop comes before it.
        connector.setShutdownIdleTimeout(-1);
        return connector;
    }

    /** A copy of its own: Jetty's HTTP/2 cuts the input buffer of what it is given down to its frame size. */
    private static HttpConfiguration forHttp2(HttpConfiguration http) {
        return new HttpConfiguration(http);
    }

    private static HTTP2ServerConnectionFactory bounded(HTTP2ServerConnectionFactory http2) {
        http2.setMaxConcurrentStreams(STREAMS);
        http2.setInitialStreamRecvWindow(STREAM_WINDOW_BYTES);
        http2.setInitialSessionRecvWindow(SESSION_WINDOW_BYTES);
        http2.setMaxSettingsKeys(SETTINGS);
        http2.setRateControlFactory(new WindowRateControl.Factory(CHEAP_FRAMES));
        http2.setConnectProtocolEnabled(false);
        return http2;
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setInputBufferSize(RequestBody.BLOCK_BYTES);
        http.setOutputBufferSize(BUFFER_BYTES);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        return http;
    }
}
