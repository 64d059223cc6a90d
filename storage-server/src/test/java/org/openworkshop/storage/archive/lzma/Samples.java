/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Bytes of several kinds, and what XZ for Java makes of them. */
final class Samples {
    static final int MEMORY_KIB = 64 * 1024;

    private Samples() {}

    /** Nothing, one byte, text, noise, numbers, runs, and all of them behind each other, of some 100 KB each. */
    static List<byte[]> all() {
        Random random = new Random(7);
        byte[] noise = new byte[90_000];
        random.nextBytes(noise);
        byte[] runs = new byte[120_000];
        for (int at = 0; at < runs.length; ) {
            int end = Math.min(runs.length, at + 1 + random.nextInt(2000));
            Arrays.fill(runs, at, end, (byte) random.nextInt(4));
            at = end;
        }
        byte[] numbers = new byte[100_000];
        for (int i = 0; i + 4 <= numbers.length; i += 4) {
            numbers[i] = (byte) i;
            numbers[i + 1] = (byte) (i >> 8);
        }
        byte[] text = text(random, 150_000);
        return List.of(
                new byte[0], new byte[] {42}, text, noise, numbers, runs, joined(text, noise, runs, text, numbers));
    }

    /** Words in an order that nobody can foresee. */
    static byte[] text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(500) * 7919, 36)).append(random.nextInt(9) == 0 ? '\n' : ' ');
        }
        return Arrays.copyOf(text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII), length);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** An .xz file of one stream. */
    static byte[] xz(byte[] bytes, int check, FilterOptions... filters) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(file, filters, check)) {
            out.write(bytes);
        }
        return file.toByteArray();
    }

    /** Options with a dictionary that is passed many times by the samples. */
    static LZMA2Options smallDictionary() throws IOException {
        LZMA2Options options = new LZMA2Options();
        options.setDictSize(LZMA2Options.DICT_SIZE_MIN);
        return options;
    }

    static byte[] decodedXz(byte[] file) throws IOException {
        try (InputStream in = new XzInputStream(new ByteArrayInputStream(file), MEMORY_KIB)) {
            return in.readAllBytes();
        }
    }
}
