/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZMethod;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.fault.Sample.Expected;
import org.openworkshop.storage.fault.Sample.Shape;

/** Makes samples, each different from all others, and the same again for the same seed. */
final class SampleMaker {
    private static final long TIME = 1_700_000_000_000L;
    private static final int SMALL = 200_000;
    private static final int MEDIUM = 1_000_000;
    private static final int LARGE = 5_000_000;
    private static final int MOST_ENTRIES = 6;

    private SampleMaker() {}

    static Sample make(Shape shape, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        return switch (shape) {
            case IMAGE -> image(random);
            case NOT_IMAGE -> refused(shape, "photo.png", text(random, 5_000), "not_image", 400);
            case PLAIN -> plain(random);
            case ZIP_DEFLATED -> archive(shape, "mod.zip", random, files -> zip(files, ZipEntry.DEFLATED));
            case ZIP_STORED -> archive(shape, "stored.zip", random, files -> zip(files, ZipEntry.STORED));
            case TAR -> archive(shape, "mod.tar", random, SampleMaker::tar);
            case TAR_GZ -> archive(shape, "mod.tar.gz", random, files -> gzip(tar(files)));
            case SEVEN_ZIP -> archive(shape, "mod.7z", random, SampleMaker::sevenZip);
            case ZIP_ENCRYPTED ->
                refused(
                        shape,
                        "secret.zip",
                        encrypted(zip(files(random, SMALL), ZipEntry.STORED)),
                        "encrypted_zip",
                        400);
            case ZIP_DAMAGED ->
                refused(
                        shape,
                        "damaged.zip",
                        damaged(zip(files(random, SMALL), ZipEntry.STORED)),
                        "repack_failed",
                        500);
            case TAR_GZ_CUT -> {
                byte[] whole = gzip(tar(files(random, SMALL)));
                yield refused(shape, "cut.tar.gz", Arrays.copyOf(whole, whole.length * 2 / 3), "repack_failed", 500);
            }
        };
    }

    /** A file of random bytes, which nothing makes smaller. */
    static Sample incompressible(String name, int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        // No archive and no image begins like this.
        System.arraycopy("plain ".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, bytes, 0, 6);
        return new Sample(name, bytes, success(Shape.PLAIN, bytes.length, Map.of(name, bytes)));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Bytes that Deflate makes about a quarter smaller. */
    static byte[] text(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; ) {
            long next = random.nextLong();
            for (int j = 0; j < 8 && i < size; j++, i++, next >>>= 8) {
                bytes[i] = (byte) (' ' + (next & 0x3f));
            }
        }
        return bytes;
    }

    /** A picture of that size, in colours of its own. */
    static byte[] picture(int width, int height, long seed, String format) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = image.createGraphics();
        for (int i = 0; i < 30; i++) {
            canvas.setColor(new Color(random.nextInt(1 << 24)));
            canvas.fillOval(random.nextInt(width), random.nextInt(height), width / 3, height / 3);
        }
        canvas.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private interface Packer {
        byte[] pack(Map<String, byte[]> files) throws IOException;
    }

    private static Sample archive(Shape shape, String name, SplittableRandom random, Packer packer) throws IOException {
        int dice = random.nextInt(10);
        Map<String, byte[]> files = files(random, dice < 7 ? SMALL : dice < 9 ? MEDIUM : LARGE);
        byte[] bytes = packer.pack(files);
        return new Sample(name, bytes, success(shape, bytes.length, files));
    }

    private static Sample plain(SplittableRandom random) {
        byte[] bytes = text(random, 1 + random.nextInt(MEDIUM));
        return new Sample("notes.txt", bytes, success(Shape.PLAIN, bytes.length, Map.of("notes.txt", bytes)));
    }

    private static Sample image(SplittableRandom random) throws IOException {
        int width = 64 + random.nextInt(400);
        int height = 64 + random.nextInt(400);
        String format = random.nextBoolean() ? "png" : "jpeg";
        byte[] bytes = picture(width, height, random.nextLong(), format);
        return new Sample(
                "photo." + format,
                bytes,
                new Expected(Shape.IMAGE, null, 200, bytes.length, Map.of(), 0, width, height));
    }

    private static Expected success(Shape shape, long size, Map<String, byte[]> files) {
        Map<String, String> entries = new LinkedHashMap<>();
        files.forEach((name, bytes) -> entries.put(name, sha256(bytes)));
        long unpacked = files.values().stream().mapToLong(bytes -> bytes.length).sum();
        return new Expected(shape, null, 200, size, entries, unpacked, 0, 0);
    }

    private static Sample refused(Shape shape, String name, byte[] bytes, @Nullable String reason, int status) {
        return new Sample(name, bytes, new Expected(shape, reason, status, bytes.length, Map.of(), 0, 0, 0));
    }

    private static Map<String, byte[]> files(SplittableRandom random, int most) {
        int count = 1 + random.nextInt(MOST_ENTRIES);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            files.put("folder-" + i % 3 + "/file-" + i + ".txt", text(random, 1 + random.nextInt(most / count)));
        }
        return files;
    }

    private static byte[] zip(Map<String, byte[]> files, int method) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                CRC32 crc = new CRC32();
                crc.update(file.getValue());
                entry.setTime(TIME);
                entry.setMethod(method);
                entry.setSize(file.getValue().length);
                entry.setCrc(crc.getValue());
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] tar(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(TIME);
                out.putArchiveEntry(entry);
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] sevenZip(Map<String, byte[]> files) throws IOException {
        SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
        try (SevenZOutputFile out = new SevenZOutputFile(channel)) {
            out.setContentCompression(SevenZMethod.DEFLATE);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                SevenZArchiveEntry entry = new SevenZArchiveEntry();
                entry.setName(file.getKey());
                entry.setLastModifiedTime(FileTime.fromMillis(TIME));
                out.putArchiveEntry(entry);
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
            out.finish();
        }
        return Arrays.copyOf(channel.array(), (int) channel.size());
    }

    /** Says of every entry of a ZIP that it is encrypted. */
    private static byte[] encrypted(byte[] zip) {
        for (int i = 0; i + 10 < zip.length; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 3 && zip[i + 3] == 4) {
                zip[i + 6] |= 1;
            } else if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                zip[i + 8] |= 1;
            }
        }
        return zip;
    }

    /** Changes a byte of the first file. */
    private static byte[] damaged(byte[] zip) {
        int nameLength = zip[26];
        zip[30 + nameLength] ^= 1;
        return zip;
    }
}
