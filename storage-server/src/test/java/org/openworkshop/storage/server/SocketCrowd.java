/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Thousands of WebSocket clients on one thread (RFC 6455): they count the text frames they get, answer pings and send nothing
 * else. What is counted can be read by any thread.
 */
public final class SocketCrowd implements AutoCloseable {
    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};
    private static final byte[] NOTHING = {};
    private static final int LATE_BATCH = 64;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private final List<SocketChannel> channels = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicLong texts = new AtomicLong();
    private final AtomicLong pings = new AtomicLong();
    private final AtomicLong lastText = new AtomicLong();
    private final Thread thread;
    private volatile String sample = "";

    /** One client: what of its input is not yet understood, and whether the server has agreed to the upgrade. */
    private static final class Client {
        private byte[] rest = NOTHING;
        private boolean upgraded;
        private final String request;

        Client(String request) {
            this.request = request;
        }
    }

    /**
     * Begins to connect.
     *
     * @param target path and query of each client, by its number
     * @param headers more request headers, each with its line end
     */
    public SocketCrowd(int port, int clients, IntFunction<String> target, String headers) throws IOException {
        selector = Selector.open();
        thread = new Thread(() -> run(port, clients, target, headers), "socket-crowd");
        thread.start();
    }

    /** Clients that the server has agreed to serve. */
    public int open() {
        return open.get();
    }

    /** Clients whose connection the server has ended or refused. */
    public int closed() {
        return closed.get();
    }

    /** Text frames of all clients so far. */
    public long texts() {
        return texts.get();
    }

    /** Pings of all clients so far. */
    public long pings() {
        return pings.get();
    }

    /** When the last text frame came, as {@link System#nanoTime} tells. */
    public long lastTextNanos() {
        return lastText.get();
    }

    /** The head of the answer that came last. */
    public String sampleAnswer() {
        return sample;
    }

    private void run(int port, int clients, IntFunction<String> target, String headers) {
        try {
            int started = 0;
            while (selector.isOpen()) {
                while (started < clients && started - open.get() - closed.get() < LATE_BATCH) {
                    connect(port, request(target.apply(started), headers));
                    started++;
                }
                selector.select(this::ready, 1000);
            }
        } catch (java.nio.channels.ClosedSelectorException e) {
            // Closed by whoever made us.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String request(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: storage\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + headers + "\r\n";
    }

    private void connect(int port, String request) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channels.add(channel);
        channel.register(selector, SelectionKey.OP_CONNECT, new Client(request));
        channel.connect(new InetSocketAddress("127.0.0.1", port));
    }

    private void ready(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        Client client = (Client) key.attachment();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(client.request.getBytes(StandardCharsets.ISO_8859_1)));
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            buffer.clear().put(client.rest);
            if (channel.read(buffer) < 0) {
                end(key);
                return;
            }
            understand(key, channel, client);
        } catch (IOException e) {
            end(key);
        }
    }

    private void end(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (((Client) key.attachment()).upgraded) {
            open.decrementAndGet();
        }
        closed.incrementAndGet();
    }

    private void understand(SelectionKey key, SocketChannel channel, Client client) throws IOException {
        byte[] bytes = buffer.array();
        int end = buffer.position();
        int at = 0;
        if (!client.upgraded) {
            at = endOfHead(bytes, end);
            if (at < 0) {
                client.rest = Arrays.copyOf(bytes, end);
                return;
            }
            sample = new String(bytes, 0, at, StandardCharsets.ISO_8859_1);
            if (!sample.startsWith("HTTP/1.1 101")) {
                end(key);
                return;
            }
            client.upgraded = true;
            open.incrementAndGet();
        }
        while (true) {
            int length = frameLength(bytes, at, end);
            if (length < 0) {
                break;
            }
            frame(channel, bytes[at] & 0x0F);
            at += length;
        }
        client.rest = at == end ? NOTHING : Arrays.copyOfRange(bytes, at, end);
    }

    private void frame(SocketChannel channel, int opcode) throws IOException {
        if (opcode == 1) {
            lastText.set(System.nanoTime());
            texts.incrementAndGet();
        } else if (opcode == 9) {
            pings.incrementAndGet();
            channel.write(ByteBuffer.wrap(PONG));
        }
    }

    /** Header and payload of the frame that begins there; negative while it is not whole. */
    private static int frameLength(byte[] bytes, int at, int end) {
        if (end - at < 2) {
            return -1;
        }
        int length = 2 + (bytes[at + 1] & 0x7F);
        if (length == 2 + 126) {
            if (end - at < 4) {
                return -1;
            }
            length = 4 + ((bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF);
        }
        return end - at < length ? -1 : length;
    }

    private static int endOfHead(byte[] bytes, int end) {
        for (int i = 3; i < end; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public void close() throws Exception {
        selector.close();
        thread.join();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
