/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Makes the checksums of damaged headers right, so that the damage gets past them. What is too damaged to be followed
 * stays as it is. Changes the array it is given.
 */
final class FuzzChecksums {
    private static final int BLOCK = 512;
    private static final int RAR5_SIGNATURE = 8;
    private static final int RAR4_SIGNATURE = 7;
    private static final int RAR4_FILE = 0x74;
    private static final int RAR4_HAS_DATA = 0x8000;

    private FuzzChecksums() {}

    /** Every block that names itself "ustar". */
    static byte[] tar(byte[] file) {
        byte[] ustar = "ustar".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + BLOCK <= file.length; at += BLOCK) {
            if (Arrays.equals(file, at + 257, at + 262, ustar, 0, 5)) {
                Arrays.fill(file, at + 148, at + 156, (byte) ' ');
                int sum = 0;
                for (int i = at; i < at + BLOCK; i++) {
                    sum += file[i] & 0xFF;
                }
                byte[] digits = String.format(Locale.ROOT, "%06o\0", sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(digits, 0, file, at + 148, digits.length);
            }
        }
        return file;
    }

    /** The start header and the header it points to. */
    static byte[] sevenZip(byte[] file) {
        if (file.length < 32) {
            return file;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long offset = bytes.getLong(12);
        long size = bytes.getLong(20);
        if (offset >= 0 && size >= 0 && offset <= file.length - 32L && size <= file.length - 32L - offset) {
            bytes.putInt(28, crc(file, 32 + (int) offset, (int) size));
        }
        return bytes.putInt(8, crc(file, 12, 20)).array();
    }

    /** The stream's header, and that of its first block. */
    static byte[] xz(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int block = 12;
        if (file.length <= block) {
            return file;
        }
        bytes.putInt(8, crc(file, 6, 2));
        int length = (file[block] & 0xFF) * 4;
        if (file.length >= block + length + Integer.BYTES) {
            bytes.putInt(block + length, crc(file, block, length));
        }
        return file;
    }

    /** The headers of all blocks, for as long as their lengths make sense. */
    static byte[] rar(byte[] file) {
        boolean five = file.length > RAR5_SIGNATURE && file[6] == 1;
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long at = five ? RAR5_SIGNATURE : RAR4_SIGNATURE;
        while (at >= 0 && at + 7 < file.length) {
            at = five ? rarFive(bytes, (int) at) : rarFour(bytes, (int) at);
        }
        return file;
    }

    /** Where the next block begins, -1 when it cannot be told. */
    private static long rarFour(ByteBuffer bytes, int at) {
        int size = bytes.getShort(at + 5) & 0xFFFF;
        if (size < 7 || size > bytes.limit() - at) {
            return -1;
        }
        bytes.putShort(at, (short) crc(bytes.array(), at + 2, size - 2));
        boolean data = bytes.get(at + 2) == RAR4_FILE || (bytes.getShort(at + 3) & RAR4_HAS_DATA) != 0;
        return at + size + (data && size >= 11 ? bytes.getInt(at + 7) & 0xFFFF_FFFFL : 0);
    }

    private static long rarFive(ByteBuffer bytes, int at) {
        Numbers numbers = new Numbers(bytes.duplicate().position(at + 4));
        long size = numbers.next();
        int header = numbers.at();
        if (size <= 0 || size > bytes.limit() - header) {
            return -1;
        }
        bytes.putInt(at, crc(bytes.array(), at + 4, header + (int) size - at - 4));
        numbers.next();
        long flags = numbers.next();
        if ((flags & 1) != 0) {
            numbers.next();
        }
        long data = (flags & 2) == 0 ? 0 : numbers.next();
        return data < 0 || data > bytes.limit() ? -1 : header + size + data;
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** Numbers of seven bits a byte, as RAR 5 writes them; -1 behind the end. */
    private record Numbers(ByteBuffer bytes) {
        long next() {
            long value = 0;
            for (int shift = 0; shift < 63 && bytes.hasRemaining(); shift += 7) {
                byte b = bytes.get();
                value |= (b & 0x7FL) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            return -1;
        }

        int at() {
            return bytes.position();
        }
    }
}
