/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The file that came in, or still does, read by position, so that several threads may read at once. A failing disk is a
 * {@link SourceException}, an interrupted thread an {@link InterruptedIOException}; neither can be mistaken for a damaged
 * archive.
 */
final class SourceFile implements Closeable {
    private final FileChannel channel;
    private final Arrival arrival;

    private SourceFile(FileChannel channel, Arrival arrival) {
        this.channel = channel;
        this.arrival = arrival;
    }

    /** Opens a file that is whole. */
    static SourceFile open(Path path) throws IOException {
        SourceFile file = open(path, new Arrival(0));
        try {
            file.arrival.arrived(file.channel.size());
            file.arrival.complete();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Opens a file that is being written. Only its streams wait for what has not arrived. */
    static SourceFile open(Path path, Arrival arrival) throws IOException {
        return new SourceFile(FileChannel.open(path, StandardOpenOption.READ), arrival);
    }

    /** Bytes in the file, or what was announced while they arrive. */
    long size() {
        return arrival.size();
    }

    /** Bytes that are there. */
    long arrived() {
        return arrival.bytes();
    }

    /** For copies that do not pass through this process; to be read by position. */
    FileChannel channel() {
        return channel;
    }

    /** Reads at a position; -1 at the end of the file. */
    int read(long position, ByteBuffer target) throws IOException {
        try {
            return channel.read(target, position);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    /** The bytes at a position; {@link EOFException} when the file ends before. */
    ByteBuffer bytes(long position, int length) throws IOException {
        if (position < 0 || position > size() - length) {
            throw new EOFException("File ends before byte " + (position + length));
        }
        ByteBuffer target = ByteBuffer.allocate(length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        while (target.hasRemaining()) {
            if (read(position + target.position(), target) < 0) {
                throw new EOFException("File ends before byte " + (position + length));
            }
        }
        return target.flip();
    }

    /** The first bytes, at most as many as signatures need; waits for them while the file arrives. */
    ByteBuffer head() throws IOException {
        long there = arrival.await(Magic.HEAD_BYTES - 1L);
        return bytes(0, (int) Math.min(there, Magic.HEAD_BYTES));
    }

    /** Waits until all has arrived. */
    void awaitWhole() throws InterruptedIOException {
        var unused = arrival.await(Long.MAX_VALUE);
    }

    /** An unbuffered stream over a part of the file that adds what it read to a counter. */
    InputStream stream(long from, long to, AtomicLong counter) {
        return new Part(from, to, counter);
    }

    private static InterruptedIOException interrupted(IOException cause) {
        InterruptedIOException e = new InterruptedIOException("Interrupted while reading the source file");
        e.initCause(cause);
        return e;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class Part extends InputStream {
        private long position;
        private final long end;
        private final AtomicLong counter;

        Part(long from, long to, AtomicLong counter) {
            this.position = from;
            this.end = to;
            this.counter = counter;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int wanted = (int) Math.min(length, Math.min(end, arrival.await(position)) - position);
            if (wanted <= 0) {
                return -1;
            }
            int n = SourceFile.this.read(position, ByteBuffer.wrap(target, offset, wanted));
            if (n > 0) {
                position += n;
                counter.addAndGet(n);
            }
            return n;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, Math.max(0, Math.min(end, size()) - position));
        }
    }
}
