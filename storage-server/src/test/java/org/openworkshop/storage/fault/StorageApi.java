/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openworkshop.storage.fault.Exchange.Answer;
import org.openworkshop.storage.server.Forms;

/** The server's interface as its clients use it; every call is one request, never repeated. Thread-safe. */
final class StorageApi {
    private static final byte[] NOTHING = {};
    private static final int OK = 200;

    private final FaultSettings settings;

    StorageApi(FaultSettings settings) {
        this.settings = settings;
    }

    /** Whether somebody listens on the port. */
    boolean isOpen() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), settings.port())) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    boolean isHealthy() {
        try {
            return get("/healthz").status() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    Answer get(String target) throws IOException {
        return Exchange.send(settings.port(), "GET", target, Map.of(), NOTHING);
    }

    /** A stored file; the path begins with the area. */
    Answer download(String areaAndPath) throws IOException {
        return get("/download/" + areaAndPath);
    }

    /** Manager's direct upload; the path begins with the area. */
    Answer upload(String areaAndPath, String fileKind, byte[] content) throws IOException {
        byte[] form = Forms.multipart()
                .field("token", FaultSettings.MANAGE_TOKEN)
                .field("type", area(areaAndPath))
                .field("path", path(areaAndPath))
                .field("file_kind", fileKind)
                .file("file", "file", content)
                .end();
        return Exchange.send(settings.port(), "POST", "/upload", Map.of("Content-Type", Forms.MULTIPART), form);
    }

    Answer delete(String areaAndPath) throws IOException {
        return form("DELETE", "/delete", Map.of("type", area(areaAndPath), "path", path(areaAndPath)));
    }

    Answer start(String transferToken) throws IOException {
        return get("/transfer/start?token=" + transferToken);
    }

    /** A client's upload; the body may break off. */
    Answer transferUpload(String transferToken, String fileName, long length, Exchange.Body body) throws IOException {
        String target = "POST /transfer/upload?filename=" + fileName;
        return Exchange.send(settings.port(), target, Map.of("Authorization", "Bearer " + transferToken), length, body);
    }

    Answer repack(String jobId, int level) throws IOException {
        return form("POST", "/transfer/repack", Map.of("job_id", jobId, "compression_level", Integer.toString(level)));
    }

    /** Moves a job's result; the path begins with the area. */
    Answer move(String jobId, String areaAndPath) throws IOException {
        return form(
                "POST",
                "/transfer/move",
                Map.of("job_id", jobId, "type", area(areaAndPath), "path", path(areaAndPath)));
    }

    /** A figure of {@code /metrics}, named with its labels. */
    double figure(String name) throws IOException {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
                .matcher(get("/metrics").text());
        if (!line.find()) {
            throw new IllegalStateException("no figure named " + name);
        }
        return Double.parseDouble(line.group(1));
    }

    private Answer form(String method, String target, Map<String, String> fields) throws IOException {
        String body = Forms.urlencoded(fields) + '&' + Forms.urlencoded(Map.of("token", FaultSettings.MANAGE_TOKEN));
        return Exchange.send(
                settings.port(),
                method,
                target,
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static String area(String areaAndPath) {
        return areaAndPath.substring(0, areaAndPath.indexOf('/'));
    }

    private static String path(String areaAndPath) {
        return areaAndPath.substring(areaAndPath.indexOf('/') + 1);
    }
}
