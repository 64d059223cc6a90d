/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;

/**
 * A file being received: bytes are counted, capped and hashed on their way to the disk. It lies where nobody reads, until
 * {@link #moveTo} gives it its place; closed before that, it is deleted. A large one is hashed beside
 * being written. Holds no buffers in between. For one thread.
 */
public final class PendingFile implements AutoCloseable {
    private final Path path;
    private final long maxBytes;
    private final FreeSpace space;
    private final FileChannel channel;
    private final RunningDigest digest;
    private final Writeback writeback;
    private long bytes;
    private boolean moved;

    private PendingFile(Path path, long maxBytes, FreeSpace space, FileChannel channel, Side side) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.space = space;
        this.channel = channel;
        this.digest = side.digest();
        this.writeback = side.writeback();
    }

    /**
     * Creates the file, replacing one that is there.
     *
     * @param maxBytes most bytes it may take, 0 for no limit
     * @param space asked before bytes are written
     * @param hashing hashes what was written; may drop what it is given, then it is hashed here
     * @param flushing has bytes written to the disk ahead of the end; may refuse to
     */
    static PendingFile create(Path path, long maxBytes, FreeSpace space, Executor hashing, Executor flushing)
            throws IOException {
        FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ);
        Side side = new Side(new RunningDigest(channel, hashing), new Writeback(channel, flushing));
        return new PendingFile(path, maxBytes, space, channel, side);
    }

    /** What runs beside the writing. */
    private record Side(RunningDigest digest, Writeback writeback) {}

    /**
     * Appends bytes, whose buffer is free again when this returns.
     *
     * @throws TooManyBytesException when the cap would be passed; nothing of this call is written then
     * @throws InsufficientSpaceException when the disk would have too little free; nothing of this call is written then
     */
    public void write(ByteBuffer buffer) throws IOException, TooManyBytesException {
        admit(buffer.remaining());
        digest.next(buffer);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        digest.written(bytes);
        writeback.reached(bytes);
    }

    /** Appends bytes, and gives them back, whatever is thrown. Otherwise like {@link #write(ByteBuffer)}. */
    public void write(LentBytes lent) throws IOException, TooManyBytesException {
        try {
            write(lent.bytes());
        } finally {
            lent.giveBack();
        }
    }

    private void admit(int more) throws IOException, TooManyBytesException {
        if (maxBytes > 0 && bytes + more > maxBytes) {
            throw new TooManyBytesException(maxBytes);
        }
        space.require(more);
        bytes += more;
    }

    /** Appends bytes; like {@link #write(ByteBuffer)}. */
    public void write(byte[] buffer, int offset, int length) throws IOException, TooManyBytesException {
        write(ByteBuffer.wrap(buffer, offset, length));
    }

    /** Bytes taken so far. */
    public long bytes() {
        return bytes;
    }

    /** Where the bytes are until they are moved. */
    public Path path() {
        return path;
    }

    /** SHA-256 of all bytes taken, in lower-case hexadecimal. To be asked when all are in. */
    public String sha256Hex() throws IOException {
        return digest.finish();
    }

    /** Makes the bytes durable and closes the file, which stays pending. */
    public void finish() throws IOException {
        if (channel.isOpen()) {
            String unused = digest.finish();
            writeback.end();
            channel.force(true);
            channel.close();
        }
    }

    /** Makes the bytes durable and gives the file its place atomically, replacing a file that is there. */
    public void moveTo(Path target) throws IOException {
        finish();
        DurableFiles.move(path, target);
        moved = true;
    }

    @Override
    public void close() throws IOException {
        digest.close();
        channel.close();
        if (!moved) {
            Files.deleteIfExists(path);
        }
    }
}
