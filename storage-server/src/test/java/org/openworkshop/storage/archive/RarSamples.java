/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The RAR files under {@code archives/rar}. */
final class RarSamples {
    private RarSamples() {}

    static byte[] bytes(String name) {
        return resource("/archives/rar/" + name + ".rar");
    }

    static byte[] resource(String path) {
        try (InputStream in = RarSamples.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path dir, byte[] content) {
        try {
            return Files.write(dir.resolve("sample"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
