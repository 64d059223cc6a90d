/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The reference: nginx with two workers and {@code sendfile}, which serves a folder below {@code /download/} and stores what is
 * put below {@code /put/}, on a port of its own.
 */
final class Nginx implements AutoCloseable {
    private static final String CONFIGURATION = """
            worker_processes 2;
            daemon off;
            pid %1$s/nginx.pid;
            error_log stderr error;
            events { worker_connections 4096; }
            http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                keepalive_requests 1000000000;
                client_max_body_size 0;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                server {
                    listen 127.0.0.1:%2$d reuseport backlog=1024;
                    location /download/ { alias %3$s/; }
                    location /put/ { alias %1$s/put/; dav_methods PUT; create_full_put_path on; }
                }
            }
            """;

    private final Process process;
    private final int port;
    private final Path folder;

    private Nginx(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /**
     * Starts nginx and waits for its port.
     *
     * @param folder for its own files
     * @param root what it serves
     */
    static Nginx start(Path folder, Path root) throws IOException {
        int port = Served.freePort();
        Files.createDirectories(folder.resolve("put"));
        Path configuration = folder.resolve("nginx.conf");
        // Root's nginx would serve as a user who may not enter a temporary folder.
        String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
        Files.writeString(configuration, user + CONFIGURATION.formatted(folder, port, root));
        Process process = new ProcessBuilder(
                        "nginx", "-e", "stderr", "-p", folder.toString(), "-c", configuration.toString())
                .inheritIO()
                .start();
        Served.awaitPort(process, port);
        return new Nginx(process, port, folder);
    }

    int port() {
        return port;
    }

    /** Where it stores what is put. */
    Path stored(String name) {
        return folder.resolve("put").resolve(name);
    }

    /** Its workers, who do the work. */
    List<Long> pids() {
        return process.children().map(ProcessHandle::pid).toList();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
