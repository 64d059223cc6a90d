/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file being received: bytes are counted, capped and hashed on their way to the disk. It lies where nobody reads, until
 * {@link #moveTo} gives it its place; closed before that, it is deleted. For one thread.
 */
public final class PendingFile implements AutoCloseable {
    private final Path path;
    private final long maxBytes;
    private final FreeSpace space;
    private final FileChannel channel;
    private final MessageDigest digest;
    private long bytes;
    private @Nullable String sha256Hex;
    private boolean moved;

    private PendingFile(Path path, long maxBytes, FreeSpace space, FileChannel channel) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.space = space;
        this.channel = channel;
        this.digest = sha256();
    }

    /**
     * Creates the file, replacing one that is there.
     *
     * @param maxBytes most bytes it may take, 0 for no limit
     * @param space asked before bytes are written
     */
    public static PendingFile create(Path path, long maxBytes, FreeSpace space) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        return new PendingFile(path, maxBytes, space, channel);
    }

    /**
     * Appends bytes.
     *
     * @throws TooManyBytesException when the cap would be passed; nothing of this call is written then
     * @throws InsufficientSpaceException when the disk would have too little free; nothing of this call is written then
     */
    public void write(ByteBuffer buffer) throws IOException, TooManyBytesException {
        if (maxBytes > 0 && bytes + buffer.remaining() > maxBytes) {
            throw new TooManyBytesException(maxBytes);
        }
        space.require(buffer.remaining());
        bytes += buffer.remaining();
        digest.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
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

    /** SHA-256 of all bytes taken, in lower-case hexadecimal. To be called when all are in. */
    public String sha256Hex() {
        if (sha256Hex == null) {
            sha256Hex = HexFormat.of().formatHex(digest.digest());
        }
        return sha256Hex;
    }

    /** Makes the bytes durable and closes the file, which stays pending. */
    public void finish() throws IOException {
        if (channel.isOpen()) {
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
        channel.close();
        if (!moved) {
            Files.deleteIfExists(path);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
