/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.dev;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Files to ingest, and what is in those that come out. */
final class Samples {
    static final Map<String, String> TEXTS = Map.of("read me.txt", "hello", "data/ünï.txt", "line\n".repeat(5000));

    private Samples() {}

    /** A ZIP whose entries are not compressed, so that it is repacked. */
    static byte[] storedZip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            for (Map.Entry<String, String> text : TEXTS.entrySet()) {
                zip.putNextEntry(new ZipEntry(text.getKey()));
                zip.write(text.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    static Path zipFile(Path folder) throws IOException {
        return Files.write(folder.resolve("my mod.zip"), storedZip());
    }

    static Path encryptedRar(Path folder) throws IOException {
        try (InputStream rar = Samples.class.getResourceAsStream("/archives/rar/rar4-encrypted-headers.rar")) {
            return Files.write(folder.resolve("secret.rar"), rar.readAllBytes());
        }
    }

    static Path picture(Path folder) throws IOException {
        Path file = folder.resolve("cover.png");
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file;
    }

    /** The file entries of a ZIP, by name. */
    static Map<String, String> texts(Path zipFile) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (ZipFile zip = new ZipFile(zipFile.toFile())) {
            zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> {
                try (InputStream in = zip.getInputStream(entry)) {
                    texts.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return texts;
    }
}
