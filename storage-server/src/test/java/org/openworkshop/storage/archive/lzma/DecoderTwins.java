/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.lzma;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Has two decoders decode the same bytes: both must refuse them, or both give the same. */
public final class DecoderTwins {
    private static final int MOST_BYTES = 4 << 20;

    private DecoderTwins() {}

    /** Makes a decoder. */
    public interface Decoder {
        InputStream open(InputStream in) throws IOException;
    }

    /** What came out, and the refusal if there was one. */
    private record Outcome(byte[] bytes, String refusal) {
        boolean isCapped() {
            return bytes.length >= MOST_BYTES;
        }
    }

    /** @throws AssertionError when one accepts what the other refuses, or gives other bytes */
    public static void requireAlike(byte[] data, Decoder ours, Decoder reference) {
        Outcome own = outcome(data, ours);
        Outcome expected = outcome(data, reference);
        if (own.isCapped() || expected.isCapped()) {
            requireSame(Arrays.mismatch(own.bytes(), expected.bytes()), own, expected);
        } else if (own.refusal().isEmpty() != expected.refusal().isEmpty()) {
            throw new AssertionError("Ours: " + own.refusal() + ", reference: " + expected.refusal());
        } else if (own.refusal().isEmpty() && !Arrays.equals(own.bytes(), expected.bytes())) {
            throw new AssertionError("Bytes differ");
        }
    }

    private static void requireSame(int mismatch, Outcome own, Outcome expected) {
        if (mismatch >= 0 && mismatch < Math.min(own.bytes().length, expected.bytes().length)) {
            throw new AssertionError("Bytes differ from " + mismatch + " on");
        }
    }

    private static Outcome outcome(byte[] data, Decoder decoder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = decoder.open(new ByteArrayInputStream(data))) {
            byte[] buffer = new byte[8192];
            for (int n; bytes.size() < MOST_BYTES && (n = in.read(buffer)) >= 0; ) {
                bytes.write(buffer, 0, n);
            }
        } catch (IOException e) {
            return new Outcome(bytes.toByteArray(), String.valueOf(e));
        }
        return new Outcome(bytes.toByteArray(), "");
    }
}
