/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import com.github.junrar.io.SeekableReadOnlyByteChannel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file under a RAR archive, with memory of what went wrong. The library swallows most exceptions while it reads headers,
 * so what it must not swallow is remembered here: a disk that fails, an interrupt, too many headers, and whether reading
 * the headers ended where the file ends. Used by one thread; {@link #position()} may be asked by any.
 */
final class RarSource implements SeekableReadOnlyByteChannel {
    private final RandomAccessFile file;
    private final long length;
    private final int maxBlocks;
    private final long maxHeaderBytes;
    private boolean readingHeaders = true;
    private int blocks;
    private long headerBytes;
    private boolean tooManyHeaders;
    private boolean lastCallAskedPosition;
    private @Nullable IOException failure;
    private volatile long consumed;

    /**
     * @param maxBlocks most header blocks, whatever their kind
     * @param maxHeaderBytes most bytes read before {@link #headersAreRead()}, the search for a stub's end included
     */
    RarSource(Path source, int maxBlocks, long maxHeaderBytes) throws IOException {
        this.file = new RandomAccessFile(source.toFile(), "r");
        this.maxBlocks = maxBlocks;
        this.maxHeaderBytes = maxHeaderBytes;
        try {
            this.length = file.length();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    long length() {
        return length;
    }

    /** Highest offset that data was read up to, in bytes. */
    long position() {
        return consumed;
    }

    /** Ends the limits on headers; from now on data is read. */
    void headersAreRead() {
        readingHeaders = false;
    }

    /** Whether a header limit was passed. */
    boolean tooManyHeaders() {
        return tooManyHeaders;
    }

    /** Whether the last thing the library did was to find that the next header would start exactly at the file's end. */
    boolean endsAfterWholeBlock() throws IOException {
        return lastCallAskedPosition && file.getFilePointer() == length;
    }

    /** Throws what the file, not the archive, is to blame for, if anything. */
    void rethrowFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** The library asks once per header block, before it reads it. */
    @Override
    public long getPosition() throws IOException {
        checkState();
        if (readingHeaders && ++blocks > maxBlocks) {
            throw refuseHeaders();
        }
        lastCallAskedPosition = true;
        return file.getFilePointer();
    }

    @Override
    public void setPosition(long position) throws IOException {
        lastCallAskedPosition = false;
        if (position < 0) {
            throw new EOFException("Negative position");
        }
        file.seek(position);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        checkState();
        lastCallAskedPosition = false;
        int got;
        try {
            got = file.read(buffer, offset, count);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        if (got > 0) {
            count(got);
        }
        return got;
    }

    @Override
    public int readFully(byte[] buffer, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int got = read(buffer, done, count - done);
            if (got <= 0) {
                throw new EOFException("The archive ends inside a block");
            }
            done += got;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void count(int bytes) throws IOException {
        if (readingHeaders) {
            headerBytes += bytes;
            if (headerBytes > maxHeaderBytes) {
                throw refuseHeaders();
            }
        } else {
            consumed = Math.max(consumed, file.getFilePointer());
        }
    }

    private IOException refuseHeaders() {
        tooManyHeaders = true;
        return new IOException("Too many headers");
    }

    private void checkState() throws IOException {
        if (tooManyHeaders) {
            throw refuseHeaders();
        }
        if (failure == null && Thread.currentThread().isInterrupted()) {
            failure = new InterruptedIOException("Interrupted while reading an archive");
        }
        rethrowFailure();
    }
}
