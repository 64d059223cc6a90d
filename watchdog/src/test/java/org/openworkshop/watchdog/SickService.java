/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A service of its own process that hangs as long as there is a file {@code sick} in its folder. It leaves its process
 * number in {@code pid} and its port in {@code port}, and takes the latter again when it is started anew.
 */
final class SickService {
    private SickService() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path portFile = folder.resolve("port");
        int port = Files.exists(portFile) ? Integer.parseInt(Files.readString(portFile)) : 0;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/healthz", exchange -> {
            if (Files.exists(folder.resolve("sick"))) {
                stuckForGood();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        write(folder.resolve("pid"), ProcessHandle.current().pid());
        write(portFile, server.getAddress().getPort());
    }

    private static void stuckForGood() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** At once, so that nobody reads half a number. */
    private static void write(Path file, long number) throws Exception {
        Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), Long.toString(number));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
