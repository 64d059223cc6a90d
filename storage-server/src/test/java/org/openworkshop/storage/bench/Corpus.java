/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Files of three kinds, about 300 MB of each, always the same: many text files, one large mixed file, compressed media. Text
 * is made of words and lines that come again as they do in sources and configurations; programs are the classes of the Java
 * machine that runs this.
 */
final class Corpus {
    private static final int WORDS = 6_000;
    private static final int LINES = 20_000;

    private final Path folder;
    private final long bytes;
    private final Random random = new Random(20_260_101);
    private final List<String> words = Stream.generate(this::word).limit(WORDS).toList();
    private final List<String> lines = Stream.generate(this::line).limit(LINES).toList();

    /** @param bytes about how much of each kind */
    Corpus(Path folder, long bytes) {
        this.folder = folder;
        this.bytes = bytes;
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        int length = 2 + random.nextInt(9);
        for (int i = 0; i < length; i++) {
            // Letters as rare as they are in English, more or less.
            word.append("etaoinshrdlcumwfgypbvkjxqz".charAt((int) (26 * Math.pow(random.nextDouble(), 2.2))));
        }
        return word.toString();
    }

    private String line() {
        StringBuilder line = new StringBuilder("    ".repeat(random.nextInt(4)));
        int length = 2 + random.nextInt(9);
        for (int i = 0; i < length; i++) {
            line.append(anyWord());
            line.append(" .=(,;)\"".charAt(random.nextInt(8))).append(random.nextInt(3) == 0 ? " " : "");
        }
        return line.toString();
    }

    /** Most lines are like one shortly before, some like one in other files, few are new. */
    private byte[] text(int length) {
        StringBuilder text = new StringBuilder(length + 100);
        List<String> recent = new ArrayList<>();
        while (text.length() < length) {
            String line = next(recent);
            recent.add(line);
            text.append(line).append('\n');
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    private String next(List<String> recent) {
        int kind = random.nextInt(100);
        if (kind < 60 && !recent.isEmpty()) {
            String like = recent.get(recent.size() - 1 - random.nextInt(Math.min(recent.size(), 50)));
            int word = like.lastIndexOf(' ');
            return random.nextInt(3) == 0 || word < 0 ? like : like.substring(0, word + 1) + anyWord();
        }
        return kind < 90 ? lines.get((int) (LINES * Math.pow(random.nextDouble(), 3))) : line();
    }

    private String anyWord() {
        return words.get((int) (WORDS * Math.pow(random.nextDouble(), 3)));
    }

    /** Some texts of the same length. */
    List<byte[]> texts(int count, int length) {
        return Stream.generate(() -> text(length)).limit(count).toList();
    }

    /** Many text files of 1 to 40 KB, some longer, in folders. */
    Path textFiles() throws IOException {
        Path text = Files.createDirectories(folder.resolve("text"));
        long left = bytes;
        for (int i = 0; left > 0; i++) {
            int size = 1_000 + (int) (40_000 * Math.pow(random.nextDouble(), 2));
            size = random.nextInt(200) == 0 ? size * 20 : size;
            Path file = text.resolve("d" + i % 150 + "/f" + i + ".txt");
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, text(size));
            left -= size;
        }
        return text;
    }

    /** Files that do not shrink, from icons to videos. */
    Path media() throws IOException {
        Path media = Files.createDirectories(folder.resolve("media"));
        long left = bytes;
        for (int i = 0; left > 0; i++) {
            byte[] noise = new byte[20_000 + (int) (6_000_000 * Math.pow(random.nextDouble(), 4))];
            random.nextBytes(noise);
            Files.write(media.resolve("m" + i + ".ogg"), noise);
            left -= noise.length;
        }
        return media;
    }

    /** One file with programs, text, media and tables of numbers behind each other. */
    Path largeFile() throws IOException {
        Path file = Files.createDirectories(folder.resolve("large")).resolve("large.bin");
        long left = bytes;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
                Stream<Path> classes = Files.walk(
                        FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules"))) {
            var programs =
                    classes.filter(path -> path.toString().endsWith(".class")).iterator();
            while (left > 0) {
                byte[] piece = piece(programs);
                out.write(piece);
                left -= piece.length;
            }
        }
        return file;
    }

    private byte[] piece(java.util.Iterator<Path> programs) throws IOException {
        int kind = random.nextInt(100);
        int size = 20_000 + random.nextInt(400_000);
        if (kind < 22) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            return noise;
        }
        if (kind < 45 || !programs.hasNext()) {
            return text(size);
        }
        return kind < 60 ? table(size) : classes(programs, size);
    }

    private static byte[] classes(java.util.Iterator<Path> programs, int size) throws IOException {
        java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream(size + 50_000);
        while (joined.size() < size && programs.hasNext()) {
            joined.writeBytes(Files.readAllBytes(programs.next()));
        }
        return joined.toByteArray();
    }

    /** Numbers that change slowly, as meshes and sounds do. */
    private byte[] table(int size) {
        java.nio.ByteBuffer table = java.nio.ByteBuffer.allocate(size / 4 * 4);
        float value = 1;
        while (table.hasRemaining()) {
            value += (random.nextInt(64) - 32) / 1024f;
            table.putFloat(value);
        }
        return table.array();
    }
}
