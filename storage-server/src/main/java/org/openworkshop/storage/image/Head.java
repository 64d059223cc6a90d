/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** The first bytes of a file and its length, for telling formats apart. Bytes beyond the end read as -1. */
final class Head {
    private static final int SIZE = 64;

    private final byte[] bytes;
    private final long fileLength;

    Head(byte[] bytes, long fileLength) {
        this.bytes = bytes;
        this.fileLength = fileLength;
    }

    /** Reads the first bytes of a stream and leaves it at its beginning. */
    static Head of(ImageInputStream in) throws IOException {
        long length = in.length();
        byte[] bytes = new byte[(int) Math.min(SIZE, length)];
        in.seek(0);
        in.readFully(bytes);
        in.seek(0);
        return new Head(bytes, length);
    }

    long fileLength() {
        return fileLength;
    }

    int at(int index) {
        return index < bytes.length ? bytes[index] & 0xff : -1;
    }

    int littleEndian16(int index) {
        return index + 1 < bytes.length ? at(index) | at(index + 1) << 8 : -1;
    }

    long littleEndian32(int index) {
        return index + 3 < bytes.length ? littleEndian16(index) | (long) littleEndian16(index + 2) << 16 : -1;
    }

    boolean startsWith(int... expected) {
        return hasAt(0, expected);
    }

    boolean hasAt(int offset, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (at(offset + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
