/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLException;

/**
 * A GET over a connection of its own, past any proxy: a pooled connection's or a proxy's answer says nothing about whether the service
 * still accepts. Written on a socket, because the JDK's HTTP clients take several MiB of memory, ask again by themselves when a
 * connection breaks, and do not tell a service that says nothing from one that says something else.
 */
final class SocketRequest implements HealthRequest {
    private final URL url;
    private final int timeoutMillis;
    private final Socket socket = new Socket(Proxy.NO_PROXY);

    /** @param timeout for connecting and for each single read; whoever wants a limit for the whole cuts it */
    SocketRequest(URL url, Duration timeout) {
        this.url = url;
        // Zero would mean "for ever", hence at least one millisecond.
        this.timeoutMillis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
    }

    @Override
    public int ask() throws CheckException {
        try (socket) {
            connect();
            Socket secured = url.getProtocol().equals("https") ? TlsLayer.over(socket, host(), port()) : socket;
            return exchange(secured);
        } catch (SocketTimeoutException e) {
            throw new CheckException(CheckError.TIMEOUT);
        } catch (SSLException e) {
            throw new CheckException(CheckError.TLS);
        } catch (IOException e) {
            // Before a status line came, or the answer's reader would have said so.
            throw new CheckException(CheckError.NO_HTTP_ANSWER);
        }
    }

    private void connect() throws CheckException, IOException {
        try {
            socket.setSoTimeout(timeoutMillis);
        } catch (IOException e) {
            // The first that needs a descriptor.
            throw new CheckException(CheckError.NOT_CHECKED);
        }
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host()), port()), timeoutMillis);
        } catch (UnknownHostException e) {
            throw new CheckException(CheckError.UNKNOWN_HOST);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (ConnectException e) {
            throw new CheckException(CheckError.CONNECTION_REFUSED);
        } catch (IOException e) {
            // A connection may be accepted and reset before this end has heard of it. The words are the system's.
            boolean reset = String.valueOf(e.getMessage()).contains("reset");
            throw new CheckException(reset ? CheckError.NO_HTTP_ANSWER : CheckError.UNREACHABLE);
        }
    }

    private int exchange(Socket connection) throws CheckException, IOException {
        connection.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
        return new HttpAnswer(new BufferedInputStream(connection.getInputStream(), 2048)).status();
    }

    private String request() {
        String file = url.getFile();
        StringBuilder text = new StringBuilder("GET ")
                .append(file.startsWith("/") ? file : "/" + file)
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.getHost());
        if (url.getPort() >= 0) {
            text.append(':').append(url.getPort());
        }
        text.append("\r\nUser-Agent: open-workshop-watchdog\r\nAccept: */*\r\nConnection: close\r\n");
        String credentials = url.getUserInfo();
        if (credentials != null) {
            text.append("Authorization: ").append(basic(credentials)).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    /** RFC 7617; the plus sign is kept, in user info it does not stand for a space. */
    private static String basic(String credentials) {
        String plain = URLDecoder.decode(credentials.replace("+", "%2B"), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the brackets of an IPv6 address. */
    private String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
        return url.getPort() >= 0 ? url.getPort() : url.getDefaultPort();
    }

    @Override
    public void cut() {
        try {
            // Not the encrypted one over it, which would want to say goodbye first.
            socket.close();
        } catch (IOException e) {
            // It is of no use any more in any case.
        }
    }
}
