/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Inflates one deflated entry after the other, with the same inflater and buffers. The packed bytes go from the file into
 * memory that the inflater reads as it is: an array would be copied once more, and would hold up the garbage collector while
 * it is read. For one thread.
 */
final class EntryInflater implements Closeable {
    private static final int PACKED_BYTES = 64 * 1024;
    private static final int UNPACKED_BYTES = 128 * 1024;

    private final SourceFile source;
    private final AtomicLong counter;
    private final Inflater inflater = new Inflater(true);
    private final ByteBuffer packed = ByteBuffer.allocateDirect(PACKED_BYTES);
    private final byte[] unpacked = new byte[UNPACKED_BYTES];

    /**
     * @param counter what was read is added to it
     */
    EntryInflater(SourceFile source, AtomicLong counter) {
        this.source = source;
        this.counter = counter;
    }

    /** A buffer to read into, which goes on with this inflater. */
    byte[] buffer() {
        return unpacked;
    }

    /** The bytes of an entry, packed in a part of a file that is whole; valid until the next is opened. */
    InputStream open(long from, long to) {
        inflater.reset();
        inflater.setInput(packed.clear().limit(0));
        return new Part(from, to);
    }

    /** How much of the packed bytes of the entry that was opened last was used. */
    long used() {
        return inflater.getBytesRead();
    }

    @Override
    public void close() {
        inflater.end();
    }

    private final class Part extends InputStream {
        private final long end;
        private long position;

        Part(long from, long end) {
            this.position = from;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int n = inflater.inflate(target, offset, length);
                while (n == 0 && length > 0 && !inflater.finished()) {
                    refill();
                    n = inflater.inflate(target, offset, length);
                }
                return n == 0 && length > 0 ? -1 : n;
            } catch (DataFormatException e) {
                String message = e.getMessage();
                throw (IOException) new ZipException(message == null ? "invalid deflate data" : message).initCause(e);
            }
        }

        private void refill() throws IOException {
            packed.clear().limit((int) Math.min(PACKED_BYTES, end - position));
            int n = packed.hasRemaining() ? source.read(position, packed) : -1;
            if (n < 0) {
                throw new EOFException("deflate data is cut off");
            }
            position += n;
            counter.addAndGet(n);
            inflater.setInput(packed.flip());
        }
    }
}
