/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An origin at socket level: one scripted answer per connection, so that a test says every byte and every cut. The last
 * script repeats.
 */
final class RawServer implements AutoCloseable {
    /** What to do with one connection, once the head of its request has been read. */
    interface Script {
        void answer(String request, OutputStream out, Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket listening;
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private RawServer(ServerSocket listening, List<Script> scripts) {
        this.listening = listening;
        this.scripts.addAll(scripts);
        Thread thread = new Thread(this::serve, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    static RawServer start(Script... scripts) throws IOException {
        return startAt("127.0.0.1", scripts);
    }

    static RawServer startAt(String address, Script... scripts) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        return new RawServer(socket, List.of(scripts));
    }

    /** At every address of this machine. */
    static RawServer startEverywhere(Script... scripts) throws IOException {
        return startAt("0.0.0.0", scripts);
    }

    /** A script that writes text, then closes. */
    static Script text(String answer) {
        return (request, out, socket) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A script that writes a 200 with a body and its length. */
    static Script ok(String body) {
        return text("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    static Script redirect(int status, String location) {
        return text("HTTP/1.1 " + status + " Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    }

    int port() {
        return listening.getLocalPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** Heads of the requests so far, in order. */
    List<String> requests() {
        return requests;
    }

    String request(int index) {
        return requests.get(index);
    }

    /**
     * How many connections were made here, those included that still wait to be accepted: they are accepted in order,
     * so one that is made now comes after them.
     */
    int connections() throws IOException {
        InetAddress own = listening.getInetAddress();
        try (Socket probe = new Socket(own.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : own, port())) {
            Optional<Socket> accepted = await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> sockets.stream()
                                    .filter(socket -> socket.getPort() == probe.getLocalPort())
                                    .findAny(),
                            Optional::isPresent);
            // Its port may come again, for a later probe.
            accepted.ifPresent(sockets::remove);
            return sockets.size();
        }
    }

    /** Connections that the client has not closed. */
    long openConnections() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                sockets.add(socket);
                Script script = scripts.size() > 1 ? scripts.poll() : scripts.peek();
                Thread thread = new Thread(() -> answer(socket, script), "raw-answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket, Script script) {
        try (socket) {
            String head = head(socket.getInputStream());
            if (!head.isEmpty()) {
                requests.add(head);
                script.answer(head, socket.getOutputStream(), socket);
                socket.getOutputStream().flush();
            }
        } catch (IOException | InterruptedException e) {
            // The client went away, or the test ended: both are what some tests are about.
            Thread.yield();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
