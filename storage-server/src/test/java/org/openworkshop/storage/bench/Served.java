/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.openworkshop.storage.server.PackagedServer;

/** The packaged server as a process of a given Java machine, with the options that the documentation recommends. */
final class Served implements AutoCloseable {
    private final Process process;
    private final int port;

    private Served(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and waits for its port.
     *
     * @param javaHome the machine
     * @param log where it says what it has to say
     */
    static Served start(Path javaHome, Path mainDir, Path log, List<String> options) throws IOException {
        return start(javaHome, mainDir, log, options, Map.of());
    }

    /** The same with settings beyond those of the benchmarks. */
    static Served start(Path javaHome, Path mainDir, Path log, List<String> options, Map<String, String> more)
            throws IOException {
        Served served = launch(javaHome, mainDir, log, options, more);
        awaitPort(served.process, served.port);
        return served;
    }

    /** Starts a server and waits for nothing. */
    static Served launch(Path javaHome, Path mainDir, Path log, List<String> options, Map<String, String> more)
            throws IOException {
        int port = freePort();
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
        command.addAll(options);
        command.addAll(List.of("-jar", System.getProperty("storage.jar"), "serve"));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> settings = new HashMap<>(PackagedServer.settings(mainDir));
        settings.put("OW_SERVER_PORT", Integer.toString(port));
        settings.put("OW_SERVER_ACCESS_LOG", "false");
        settings.put("OW_TRANSFER_MAX_BYTES", "0");
        settings.putAll(more);
        builder.environment().putAll(settings);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Served(process, port);
    }

    int port() {
        return port;
    }

    List<Long> pids() {
        return List.of(process.pid());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void awaitPort(Process process, int port) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !process.isAlive() || isOpen(port));
        if (!process.isAlive()) {
            throw new IllegalStateException("the process ended with " + process.exitValue());
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
