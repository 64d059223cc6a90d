/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that misbehaves below HTTP: each accepted connection is handed to a script in a thread of its own. */
final class RawServer implements AutoCloseable {
    /** What a connection gets to see; it is closed when the script returns. */
    interface Script {
        void play(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    RawServer(Script script) throws IOException {
        this(script, false);
    }

    /** A server that sends a text and then resets the connection. */
    static RawServer resetting(String text) throws IOException {
        return new RawServer(out -> send(out, text), true);
    }

    private RawServer(Script script, boolean resets) throws IOException {
        start(() -> {
            while (true) {
                Socket connection = listening.accept();
                connections.add(connection);
                start(() -> {
                    try (connection) {
                        InputStream in = connection.getInputStream();
                        in.read();
                        // Otherwise the connection is reset when it is closed, because it holds what nobody read.
                        in.skipNBytes(in.available());
                        script.play(connection.getOutputStream());
                        if (resets) {
                            connection.setSoLinger(true, 0);
                        }
                    }
                });
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Keeps a connection open until the server is closed. */
    static void hang() throws InterruptedException {
        Thread.currentThread().join();
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt(); // the client or the test has gone
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.forEach(Thread::interrupt);
    }
}
