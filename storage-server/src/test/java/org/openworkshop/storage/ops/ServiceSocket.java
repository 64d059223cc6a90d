/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A service manager's notification socket: a datagram socket held by a process of Python, because Java has none. Each message is
 * one line of {@link #messages}, its assignments separated by {@code |}.
 */
public final class ServiceSocket implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String PROGRAM = """
            import socket, sys
            name, log = sys.argv[1:]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind('\\0' + name[1:] if name.startswith('@') else name)
            with open(log, 'a', buffering=1) as out:
                out.write('bound\\n')
                while True:
                    out.write(s.recv(65536).decode().strip().replace('\\n', '|') + '\\n')
            """;

    private final Process process;
    private final Path log;
    private final String address;

    private ServiceSocket(Process process, Path log, String address) {
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /** Binds the socket and reads from it until it is closed. */
    public static ServiceSocket bind(Path folder, String address) throws IOException {
        Path log = Files.createTempFile(folder, "notices", ".txt");
        Process process = new ProcessBuilder("python3", "-c", PROGRAM, address, log.toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(folder, "python", ".txt").toFile())
                .start();
        ServiceSocket socket = new ServiceSocket(process, log, address);
        Awaitility.await().atMost(LONGEST).until(() -> Files.readString(log).startsWith("bound\n"));
        return socket;
    }

    /** What goes into {@code NOTIFY_SOCKET}. */
    public String address() {
        return address;
    }

    /** What came so far; without the marks with which a sender waits for having been read. */
    public List<String> messages() throws IOException {
        return Files.readAllLines(log).stream()
                .skip(1)
                .filter(message -> !message.equals("BARRIER=1"))
                .toList();
    }

    /** Waits for so many messages that contain a text, from the given place in {@link #messages} on. */
    public void await(int from, int times, String text) {
        Awaitility.await()
                .atMost(LONGEST)
                .until(() -> messages().stream()
                                .skip(from)
                                .filter(message -> message.contains(text))
                                .count()
                        >= times);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
