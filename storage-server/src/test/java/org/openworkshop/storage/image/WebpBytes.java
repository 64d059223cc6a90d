/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** WebP files put together chunk by chunk. */
final class WebpBytes {
    private WebpBytes() {}

    /** An animation of still pictures that all lie in the page's lower right corner. */
    static byte[] animation(int pageWidth, int pageHeight, int width, int height, byte[]... stills) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes(chunk("VP8X", extended(0x12, pageWidth, pageHeight)));
        chunks.writeBytes(chunk("ANIM", new byte[6]));
        for (byte[] still : stills) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            put24(frame, (pageWidth - width) / 2);
            put24(frame, (pageHeight - height) / 2);
            put24(frame, width - 1);
            put24(frame, height - 1);
            put24(frame, 100);
            frame.write(0);
            frame.write(still, 12, still.length - 12);
            chunks.writeBytes(chunk("ANMF", frame.toByteArray()));
        }
        return riff(chunks.toByteArray());
    }

    /** A still picture with one more chunk behind it. */
    static byte[] with(byte[] still, int width, int height, int flag, String type, byte[] data) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes(chunk("VP8X", extended(flag, width, height)));
        chunks.write(still, 12, still.length - 12);
        chunks.writeBytes(chunk(type, data));
        return riff(chunks.toByteArray());
    }

    private static byte[] extended(int flags, int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) flags, 0, 0, 0});
        put24(out, width - 1);
        put24(out, height - 1);
        return out.toByteArray();
    }

    private static byte[] riff(byte[] chunks) {
        byte[] form = "WEBP".getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(form, 4 + chunks.length);
        System.arraycopy(chunks, 0, body, 4, chunks.length);
        return chunk("RIFF", body);
    }

    private static byte[] chunk(String type, byte[] data) {
        return Samples.littleEndian(8 + data.length + (data.length & 1))
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data)
                .array();
    }

    private static void put24(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >> 8);
        out.write(value >> 16);
    }
}
