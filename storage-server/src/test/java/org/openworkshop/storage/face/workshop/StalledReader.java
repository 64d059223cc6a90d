/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket client that asks for an upgrade and reads nothing before it is told to (RFC 6455). */
final class StalledReader implements AutoCloseable {
    private static final int LONGEST_MILLIS = 60_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket = new Socket();

    /** @param receiveBuffer what the system takes on behalf of the client, in bytes */
    StalledReader(int port, String target, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(LONGEST_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: storage\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + "Sec-WebSocket-Version: 13\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * What came.
     *
     * @param closeCode the code of the close, which comes last
     */
    record Heard(List<JsonNode> texts, int closeCode) {}

    /** Reads the answer to the upgrade and all frames to the close. */
    Heard read() throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        int ends = 0;
        while (ends < 4) {
            int next = in.readUnsignedByte();
            ends = next == '\r' || next == '\n' ? ends + 1 : 0;
        }
        List<JsonNode> texts = new ArrayList<>();
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            }
            byte[] payload = in.readNBytes(length);
            if (opcode == 1) {
                texts.add(JSON.readTree(payload));
            } else if (opcode == 8) {
                return new Heard(texts, (payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
