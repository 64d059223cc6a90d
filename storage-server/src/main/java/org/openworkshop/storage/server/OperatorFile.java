/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * How the operator's commands find and open a running server: its address and a token of this start, in a file of the main
 * directory that only the server's user may read. It is there while the server listens; one that a crash left behind names a
 * token that nobody takes any more.
 *
 * <pre>
 *   .operator   {"url": "http://127.0.0.1:8000", "token": "…"}
 * </pre>
 */
public final class OperatorFile implements AutoCloseable {
    private static final String NAME = ".operator";
    private static final int TOKEN_BYTES = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    private OperatorFile(Path file) {
        this.file = file;
    }

    /**
     * What the file says.
     *
     * @param url scheme, host and port
     */
    public record Entry(URI url, String token) {
        @Override
        public String toString() {
            return "Entry[url=" + url + "]";
        }
    }

    /** A token that nobody can guess. */
    static String token(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Writes the file of a server that listens; closing deletes it.
     *
     * @param host that the server listens at, also one that stands for all
     */
    static OperatorFile write(Path mainDir, String host, int port, String token) throws IOException {
        Path file = mainDir.resolve(NAME);
        String url = "http://" + reachable(host) + ":" + port;
        // Nobody else may ever have it open, not even while it is empty.
        Path fresh = mainDir.resolve(NAME + ".new");
        // Of a server that was killed while it wrote; the directory has one server at a time.
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(fresh, JSON.writeValueAsBytes(Map.of("url", url, "token", token)));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return new OperatorFile(file);
    }

    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "[::1]";
            default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    }

    /**
     * Reads the file of the server that holds a main directory.
     *
     * @return absent when there is none
     * @throws IOException when it cannot be read
     */
    public static Optional<Entry> read(Path mainDir) throws IOException {
        try {
            JsonNode entry = JSON.readTree(Files.readAllBytes(mainDir.resolve(NAME)));
            return Optional.of(new Entry(
                    URI.create(entry.path("url").asText()), entry.path("token").asText()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("not a file of this program", e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
