/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * The source file from some byte on, as the read-only channel that readers with random access ask for, a library's or our own. Closing it leaves the file open; its
 * highest position tells how far a reader has come.
 */
final class SourceChannel implements SeekableByteChannel {
    /** Readers take headers byte by byte. */
    private static final int AHEAD_BYTES = 16 * 1024;

    private final SourceFile source;
    private final long base;
    private final ByteBuffer ahead = ByteBuffer.allocate(AHEAD_BYTES).limit(0);
    private long aheadAt;
    private long position;
    private volatile long furthest;
    private boolean open = true;

    SourceChannel(SourceFile source, long base) {
        this.source = source;
        this.base = base;
    }

    /** Forgets how far has been read: a reader has looked at the end of the file and now starts at its front. */
    void rewindProgress() {
        furthest = 0;
    }

    /** Highest byte of the file read since the last {@link #rewindProgress}. */
    long furthest() {
        return furthest;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        int n = position >= size() ? -1 : readHere(target);
        if (n > 0) {
            position += n;
            furthest = Math.max(furthest, base + position);
        }
        return n;
    }

    private int readHere(ByteBuffer target) throws IOException {
        if (target.remaining() >= AHEAD_BYTES) {
            return source.read(base + position, target);
        }
        if (position < aheadAt || position >= aheadAt + ahead.limit()) {
            int n = fill();
            if (n <= 0) {
                return n;
            }
        }
        int from = (int) (position - aheadAt);
        int n = Math.min(target.remaining(), ahead.limit() - from);
        target.put(ahead.slice(from, n));
        return n;
    }

    private int fill() throws IOException {
        ahead.clear();
        aheadAt = position;
        try {
            return source.read(base + position, ahead);
        } finally {
            ahead.flip();
        }
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IOException("Position before the start of the archive");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return source.size() - base;
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
