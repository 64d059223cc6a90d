/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openworkshop.storage.server.PackagedServer.Finished;

/** The packaged program as its operator meets it. */
class ServeIT {
    private static final long GIB = 1L << 30;
    private static final long LARGE = 2 * GIB;
    private static final long MOST_GROWTH_KIB = 64 * 1024;

    @TempDir
    Path folder;

    @Test
    void serverAnswersOnOnePort() throws Exception {
        try (PackagedServer server = PackagedServer.serve(folder, folder.resolve("main"), List.of())) {
            assertThat(server.get("/healthz").body()).contains("\"status\":\"ok\"");
            assertThat(server.get("/metrics").body()).contains("jvm_memory_used_bytes");
            assertThat(server.get("/download/archive/none.zip?token=hidden-text")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(raw(server, "GET /transfer/start?token=hidden-text&broken=%zz HTTP/1.1"))
                    .contains(" 400 ");
            assertThat(raw(server, "GET /healthz HTTP/3.1")).contains(" 505 ");
            Finished second = PackagedServer.run(folder, PackagedServer.settings(folder.resolve("main")), "serve");
            assertThat(second.exitCode()).isEqualTo(100);
            assertThat(second.output()).contains("in use by another server");
            server.terminate();
            assertThat(server.log())
                    .contains("method=GET target=/download/archive/none.zip protocol=HTTP/2.0 status=404")
                    .doesNotContain("hidden-text", "WARN", "ERROR");
        }
    }

    @Test
    void badCommandLinesAndSettingsHaveTheirExitCodes() throws Exception {
        assertThat(PackagedServer.run(folder, Map.of(), "--nonsense").exitCode())
                .isEqualTo(2);
        assertThat(PackagedServer.run(folder, Map.of(), "version").exitCode()).isZero();
        Path config = Files.writeString(
                folder.resolve("bad.toml"), "[server]\nprot = 1\n[tokens]\n" + "transfer_jwt_secret = \"short\"\n");
        Finished bad = PackagedServer.run(folder, Map.of(), "check-config", "--config", config.toString());
        assertThat(bad.exitCode()).isEqualTo(100);
        assertThat(bad.output())
                .contains("server.prot", "server.port", "storage.main_dir", "transfer_jwt_secret", "token-gen")
                .doesNotContain("short\"");
    }

    @Test
    void whatTheServerMayNotOpenIsNamedWithTheReason() throws Exception {
        Set<PosixFilePermission> nobody = Set.of();
        Path config = Files.createFile(folder.resolve("config.toml"), PosixFilePermissions.asFileAttribute(nobody));
        Path main = Files.createDirectory(folder.resolve("main"), PosixFilePermissions.asFileAttribute(nobody));

        Finished unread = PackagedServer.runWithoutRights(
                folder, PackagedServer.settings(main), "check-config", "--config", config.toString());
        Finished unwritten = PackagedServer.runWithoutRights(folder, PackagedServer.settings(main), "serve");

        assertThat(unread.exitCode()).isEqualTo(100);
        assertThat(unread.output())
                .contains(config + ": cannot be read: permission denied")
                .contains("let the user that the server runs as read it");
        assertThat(unwritten.exitCode()).isEqualTo(100);
        assertThat(unwritten.output())
                .contains("storage-server cannot start: " + main.resolve(".lock") + ": permission denied");
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() throws Exception {
        Process full = PackagedServer.process(
                Path.of("/dev/full"), PackagedServer.settings(folder.resolve("main")), "print-config");
        assertThat(full.waitFor()).isEqualTo(1);
    }

    @Test
    void localeThatHasNoOtherLettersIsNamed() throws Exception {
        try (PackagedServer server =
                PackagedServer.serve(folder, folder.resolve("main"), List.of(), Map.of("LC_ALL", "C"))) {
            assertThat(server.log()).contains("WARN", "letters beyond ASCII are refused", "C.UTF-8");
        }
    }

    @Test
    void everyServiceFileOfTheLibrariesSurvivedPackaging() throws Exception {
        try (ZipFile jar = new ZipFile(System.getProperty("storage.jar"))) {
            assertThat(service(jar, "org.glassfish.jersey.internal.spi.AutoDiscoverable"))
                    .contains("JacksonAutoDiscoverable");
            assertThat(service(jar, "org.glassfish.jersey.internal.inject.InjectionManagerFactory"))
                    .contains("Hk2InjectionManagerFactory");
            assertThat(service(jar, "org.glassfish.jersey.server.spi.ContainerProvider"))
                    .contains("JettyHttpContainerProvider");
            assertThat(service(jar, "javax.imageio.spi.ImageReaderSpi"))
                    .contains("JPEGImageReaderSpi")
                    .contains("TIFFImageReaderSpi");
            assertThat(service(jar, "org.slf4j.spi.SLF4JServiceProvider"))
                    .contains("org.openworkshop.storage.log.LogProvider");
            assertThat(jar.stream().filter(entry -> entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA)")))
                    .isEmpty();
        }
    }

    @Test
    void uploadsOfTwoGibibytesNeedNoMoreMemoryThanSmallOnes() throws Exception {
        try (PackagedServer server = PackagedServer.serve(folder, folder.resolve("main"), List.of("-Xmx128m"))) {
            assertThat(form(server, 1000, "small.bin")).contains("201");
            assertThat(transfer(server, 1000, "job-small-01")).contains("200");
            long before = server.peakMemoryKiB();
            FutureTask<String> direct = new FutureTask<>(() -> form(server, LARGE, "large.bin"));
            new Thread(direct, "direct-upload").start();
            assertThat(transfer(server, LARGE, "job-large-01")).contains("200");
            assertThat(direct.get()).contains("201");
            assertThat(server.peakMemoryKiB()).isLessThan(before + MOST_GROWTH_KIB);
            assertThat(Files.size(folder.resolve("main/resource/large.bin"))).isEqualTo(LARGE);
        }
    }

    private static String raw(PackagedServer server, String requestLine) throws IOException {
        URI address = server.uri("/");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(ascii(requestLine + "\r\nHost: storage\r\nConnection: close\r\n\r\n"));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String form(PackagedServer server, long bytes, String path) throws IOException {
        String head = part("type", "resource") + part("path", path) + part("token", PackagedServer.UPLOAD_TOKEN)
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n";
        String tail = "\r\n--b--\r\n";
        String target = "POST /upload HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n";
        return send(server, target, head, bytes, tail);
    }

    private static String transfer(PackagedServer server, long bytes, String job) throws IOException {
        String target = "POST /transfer/upload?filename=x.bin&token=" + PackagedServer.token(job) + " HTTP/1.1\r\n";
        return send(server, target, "", bytes, "");
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    /** Sends a body of zeros between head and tail; the answer's status line. */
    private static String send(PackagedServer server, String target, String head, long bytes, String tail)
            throws IOException {
        URI address = server.uri("/");
        try (Socket socket = new Socket(address.getHost(), address.getPort());
                OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
            long length = head.length() + bytes + tail.length();
            out.write(ascii(target + "Host: storage\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n"));
            out.write(ascii(head));
            byte[] zeros = new byte[1 << 20];
            for (long left = bytes; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
            out.write(ascii(tail));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(0, Math.max(0, answer.indexOf('\r')));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String service(ZipFile jar, String name) throws IOException {
        return new String(
                jar.getInputStream(jar.getEntry("META-INF/services/" + name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
