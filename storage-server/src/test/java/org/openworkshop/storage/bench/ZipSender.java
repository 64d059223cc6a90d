/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Uploads a ZIP to one server, each time over a connection of its own, and waits for the answer. */
final class ZipSender {
    /** As long as those of browsers. */
    private static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    private final DeflatedZip zip;
    private final int port;

    ZipSender(DeflatedZip zip, int port) {
        this.zip = zip;
        this.port = port;
    }

    /**
     * Uploads it as the request's body.
     *
     * @param begin method and target
     */
    void raw(String begin) throws IOException {
        send(begin, "", "", "");
    }

    /** Uploads it as the last part of a form. */
    void form(Map<String, String> fields) throws IOException {
        StringBuilder before = new StringBuilder();
        fields.forEach((name, value) -> before.append(part("name=\"" + name + "\"") + value + "\r\n"));
        before.append(part("name=\"file\"; filename=\"large.zip\""));
        send(
                "POST /upload",
                "Content-Type: multipart/form-data; boundary=" + BOUNDARY + "\r\n",
                before.toString(),
                "\r\n--" + BOUNDARY + "--\r\n");
    }

    private static String part(String disposition) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
    }

    private void send(String begin, String headers, String before, String after) throws IOException {
        try (SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            long length = before.length() + zip.bytes() + after.length();
            write(
                    channel,
                    begin + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "Content-Length: "
                            + length + "\r\n\r\n" + before);
            zip.sendTo(channel);
            write(channel, after);
            requireSuccess(channel);
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void requireSuccess(SocketChannel channel) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(4096);
        while (answer.hasRemaining() && channel.read(answer) >= 0) {
            // An answer with a body ends with the connection.
        }
        String text = StandardCharsets.ISO_8859_1.decode(answer.flip()).toString();
        if (!text.startsWith("HTTP/1.1 20")) {
            throw new IOException("the upload was not taken: " + text);
        }
    }
}
