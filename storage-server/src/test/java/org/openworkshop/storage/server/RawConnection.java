/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 connection that sends exactly the bytes a test says, however wrong. */
public final class RawConnection implements AutoCloseable {
    private static final int LONGEST_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    public RawConnection(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    /** @param receiveBuffer how much the system takes for a client that does not read, in bytes */
    static RawConnection withReceiveBuffer(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return new RawConnection(socket);
    }

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LONGEST_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** An answer; header names are in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    /** Sends a request line and headers: {@code Host}, those given, and the empty line. */
    public RawConnection head(String requestLine, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: storage\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends no more, but still reads. */
    public RawConnection halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Breaks the connection off with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Reads one answer that may have a body. */
    public Answer answer() throws IOException {
        Answer head = bare();
        return new Answer(
                head.status(), head.headers(), new String(body(head.status(), head.headers()), StandardCharsets.UTF_8));
    }

    /** Reads one answer that has no body whatever its headers say: to a HEAD, or a 304. */
    Answer bare() throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] parts = line.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        return new Answer(status, headers, "");
    }

    /** Reads so many bytes, or fewer when the server closes before. */
    int skip(int bytes) throws IOException {
        return in.readNBytes(bytes).length;
    }

    private byte[] body(int status, Map<String, String> headers) throws IOException {
        if (status < 200) {
            return new byte[0];
        }
        if (headers.containsKey("transfer-encoding")) {
            return chunks();
        }
        String length = headers.get("content-length");
        return length == null ? rest() : in.readNBytes(Integer.parseInt(length));
    }

    /** All that comes until the server closes. */
    public byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    /** Whether the connection stays open for that long without a byte from the server. */
    public boolean staysQuiet(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(LONGEST_MILLIS);
        }
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
