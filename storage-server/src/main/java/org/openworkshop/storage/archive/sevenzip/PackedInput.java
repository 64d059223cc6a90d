/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive.sevenzip;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;

/** One packed stream of an archive after the other, buffered: some decoders read byte by byte. Closing it does nothing. */
final class PackedInput extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SeekableByteChannel archive;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    /** Bytes of the stream that are behind the buffer. */
    private long left;

    PackedInput(SeekableByteChannel archive) {
        this.archive = archive;
    }

    /** Goes to a stream. */
    void open(long from, long to) throws IOException {
        archive.position(from);
        left = to - from;
        at = 0;
        end = 0;
    }

    @Override
    public int read() throws IOException {
        if (at == end && !fill()) {
            return -1;
        }
        return buffer[at++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (at == end) {
            if (length >= BUFFER_BYTES) {
                return readPast(target, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int n = Math.min(length, end - at);
        System.arraycopy(buffer, at, target, offset, n);
        at += n;
        return n;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - at + left);
    }

    private boolean fill() throws IOException {
        at = 0;
        end = 0;
        int n = readPast(buffer, 0, BUFFER_BYTES);
        end = Math.max(0, n);
        return n > 0;
    }

    private int readPast(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, left);
        int n = wanted == 0 ? -1 : archive.read(ByteBuffer.wrap(target, offset, wanted));
        left -= Math.max(0, n);
        return n;
    }
}
