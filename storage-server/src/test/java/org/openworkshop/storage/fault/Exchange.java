/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 request and its answer on a connection of their own. Nothing is repeated behind the caller's back: what was not
 * answered whole is an exception, and then the server did what was asked or did not.
 */
final class Exchange {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = (int) Duration.ofSeconds(90).toMillis();

    private Exchange() {}

    /** An answer that came whole. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Writes a body of a length that was announced; may break off by an exception. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static Answer send(int port, String method, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        return send(port, method + ' ' + target, headers, body.length, out -> out.write(body));
    }

    /** Sends a request; an answer that comes before the body is out ends the sending. */
    static Answer send(int port, String methodAndTarget, Map<String, String> headers, long length, Body body)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.setTcpNoDelay(true);
            StringBuilder head = new StringBuilder(methodAndTarget).append(" HTTP/1.1\r\nHost: storage\r\n");
            head.append("Connection: close\r\nContent-Length: ").append(length).append("\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            OutputStream out = socket.getOutputStream();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            body.writeTo(out);
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    private static Answer parse(byte[] bytes) throws IOException {
        try {
            return read(bytes);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException("the answer is no HTTP", e);
        }
    }

    private static Answer read(byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        String[] start = line(in).split(" ", 3);
        if (start.length < 2 || !start[0].equals("HTTP/1.1")) {
            throw new EOFException("no answer");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Answer(Integer.parseInt(start[1]), headers, body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                body.writeBytes(exactly(in, size));
                line(in);
            }
            return body.toByteArray();
        }
        String length = headers.get("content-length");
        return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the answer broke off after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer broke off in its head");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).trim();
    }
}
