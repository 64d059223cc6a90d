/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/**
 * One HTTP/2 connection in clear, by prior knowledge, that sends exactly the frames and header fields that a test says, however
 * wrong (RFC 9113; fields as literals of RFC 7541 section 6.2.2).
 */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int MOST_BYTES = 16_384;
    /** RFC 9113 section 6.9.2. */
    private static final int FIRST_WINDOW_BYTES = 65_535;

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder(65_536, System::nanoTime);
    private final Map<Integer, Stream> streams = new TreeMap<>();
    private int nextStream = 1;
    private boolean goingAway;

    public RawHttp2(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /**
     * What came on a stream; header names are in lower case.
     *
     * @param status 0 when the stream was reset before an answer
     * @param interim the 1xx answers before it
     * @param reset the error code of a reset, -1 without one
     */
    public record Answer(int status, Map<String, String> headers, String body, List<Integer> interim, int reset) {}

    private static final class Stream {
        final Map<String, String> headers = new TreeMap<>();
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        final List<Integer> interim = new ArrayList<>();
        int status;
        int reset = -1;
        boolean ended;
    }

    /** Sends a request's headers, without a body when {@code end}; the stream's number. */
    public int request(boolean end, String method, String path, String... fields) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":method", method);
        literal(block, ":scheme", "http");
        literal(block, ":authority", "storage");
        literal(block, ":path", path);
        for (int i = 0; i < fields.length; i += 2) {
            literal(block, fields[i], fields[i + 1]);
        }
        byte[] bytes = block.toByteArray();
        int first = Math.min(MOST_BYTES, bytes.length);
        boolean one = first == bytes.length;
        streams.put(stream, new Stream());
        frame(HEADERS, (end ? END_STREAM : 0) | (one ? END_HEADERS : 0), stream, java.util.Arrays.copyOf(bytes, first));
        for (int at = first; at < bytes.length; at += MOST_BYTES) {
            int to = Math.min(at + MOST_BYTES, bytes.length);
            frame(
                    CONTINUATION,
                    to == bytes.length ? END_HEADERS : 0,
                    stream,
                    java.util.Arrays.copyOfRange(bytes, at, to));
        }
        return stream;
    }

    public void data(int stream, String text, boolean end) throws IOException {
        frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.UTF_8));
    }

    public void reset(int stream, int error) throws IOException {
        frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(error).array());
    }

    public void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(9 + payload.length);
        bytes.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        bytes.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        socket.getOutputStream().write(bytes.array());
    }

    private static void literal(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        text(out, name);
        text(out, value);
    }

    /** A string literal (RFC 7541 section 5.2) without Huffman coding. */
    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int rest = bytes.length - 127;
        out.write(Math.min(bytes.length, 127));
        if (rest >= 0) {
            while (rest >= 128) {
                out.write(rest % 128 + 128);
                rest /= 128;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    /** Reads until the stream has ended. */
    public Answer answer(int number) throws IOException {
        Stream stream = streams.get(number);
        while (!stream.ended) {
            read();
        }
        return new Answer(
                stream.status,
                stream.headers,
                stream.body.toString(StandardCharsets.UTF_8),
                stream.interim,
                stream.reset);
    }

    /** Reads until the stream has an interim answer; false when it ends without one. */
    public boolean awaitInterim(int number) throws IOException {
        Stream stream = streams.get(number);
        while (!stream.ended && stream.interim.isEmpty() && stream.status == 0) {
            read();
        }
        return !stream.interim.isEmpty();
    }

    /** Reads until the connection's first window is used up by a stream's body: the client never opens it further. */
    public void awaitFullWindow(int number) throws IOException {
        Stream stream = streams.get(number);
        while (!stream.ended && stream.body.size() < FIRST_WINDOW_BYTES) {
            read();
        }
    }

    /** Reads until the server says that it takes no more requests. */
    public void awaitGoAway() throws IOException {
        while (!goingAway) {
            read();
        }
    }

    private void read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        Stream stream = streams.get(in.readInt() & Integer.MAX_VALUE);
        byte[] payload = in.readNBytes(length);
        if (type == SETTINGS && (flags & 1) == 0) {
            frame(SETTINGS, 1, 0, new byte[0]);
        } else if (type == GOAWAY) {
            goingAway = true;
        } else if (stream != null) {
            take(stream, type, payload);
            stream.ended |= (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    private void take(Stream stream, int type, byte[] payload) throws IOException {
        if (type == RST_STREAM) {
            stream.reset = ByteBuffer.wrap(payload).getInt();
            stream.ended = true;
        } else if (type == DATA) {
            stream.body.writeBytes(payload);
        } else if (type == HEADERS) {
            MetaData.Response response = decode(payload);
            if (response.getStatus() < 200) {
                stream.interim.add(response.getStatus());
                return;
            }
            stream.status = response.getStatus();
            for (HttpField field : response.getHttpFields()) {
                stream.headers.put(field.getLowerCaseName(), field.getValue());
            }
        }
    }

    private MetaData.Response decode(byte[] block) throws IOException {
        try {
            return (MetaData.Response) decoder.decode(ByteBuffer.wrap(block));
        } catch (HpackException.SessionException | HpackException.StreamException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
