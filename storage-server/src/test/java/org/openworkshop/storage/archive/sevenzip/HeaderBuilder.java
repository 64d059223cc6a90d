/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes headers of a .7z piece by piece, right or wrong. */
final class HeaderBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Headers up to where their streams begin. */
    static HeaderBuilder header() {
        return new HeaderBuilder().id(1, 4);
    }

    HeaderBuilder id(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    HeaderBuilder number(long value) {
        if (value >= 0 && value < 0x80) {
            return id((int) value);
        }
        id(0xFF);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    HeaderBuilder int32(int value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    HeaderBuilder bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    HeaderBuilder packed(long offset, long... sizes) {
        id(6).number(offset).number(sizes.length).id(9);
        for (long size : sizes) {
            number(size);
        }
        return id(0);
    }

    /** Folders of one coder each, without properties, which unpack to as many bytes as they are packed to. */
    HeaderBuilder folders(int method, long... sizes) {
        packed(0, sizes);
        id(7, 0x0B).number(sizes.length).id(0);
        for (long ignored : sizes) {
            id(1, 1, method);
        }
        id(0x0C);
        for (long size : sizes) {
            number(size);
        }
        return id(0);
    }

    HeaderBuilder copyFolders(int folders, long size) {
        long[] sizes = new long[folders];
        java.util.Arrays.fill(sizes, size);
        return folders(0, sizes);
    }

    HeaderBuilder files(long count) {
        return id(5).number(count);
    }

    HeaderBuilder property(int id, byte[] bytes) {
        return id(id).number(bytes.length).bytes(bytes);
    }

    HeaderBuilder name(String name) {
        return bytes(name.getBytes(StandardCharsets.UTF_16LE)).id(0, 0);
    }

    HeaderBuilder names(String... names) {
        HeaderBuilder all = new HeaderBuilder();
        for (String name : names) {
            all.name(name);
        }
        return property(0x11, all.named());
    }

    /** What was built, as the value of the property of names. */
    byte[] named() {
        return new HeaderBuilder().id(0).bytes(build()).build();
    }

    byte[] build() {
        return out.toByteArray();
    }

    /** A whole .7z of packed bytes and these headers. */
    byte[] archive(byte[] packed) {
        return archive(packed, build());
    }

    static byte[] archive(byte[] packed, byte[] headers) {
        ByteBuffer all = ByteBuffer.allocate(32 + packed.length + headers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0x27, 0x1C, 0, 4})
                .putInt(0)
                .putLong(packed.length)
                .putLong(headers.length)
                .putInt(crc(headers, 0))
                .put(packed)
                .put(headers);
        byte[] start = java.util.Arrays.copyOf(all.array(), 32);
        return all.putInt(8, crc(start, 12)).array();
    }

    static int crc(byte[] bytes, int from) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }
}
