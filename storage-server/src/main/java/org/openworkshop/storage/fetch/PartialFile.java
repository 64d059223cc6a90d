/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The file a fetch writes, with the digest of what is in it. Closed before {@link #complete} or {@link #keep} it is
 * deleted. Its exceptions are about the local disk only, or about an interrupt. One thread at a time.
 */
final class PartialFile implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;

    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest;
    private long size;
    private long forced;
    private boolean stays;

    private PartialFile(Path path, FileChannel channel, MessageDigest digest) {
        this.path = path;
        this.channel = channel;
        this.digest = digest;
    }

    /**
     * The file at the path, made if there is none; {@link #restart} or {@link #adopt} must come first.
     *
     * @throws IOException also if something else is there (a link, a folder, a device), which then stays as it is
     */
    static PartialFile open(Path path) throws IOException {
        // Closing an unfinished file deletes it: that must never hit what no fetch made.
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path.toString(), null, "is no regular file");
        }
        FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        return over(path, channel);
    }

    /** The same over a channel that is open already; the path is what to delete. */
    static PartialFile over(Path path, FileChannel channel) {
        try {
            return new PartialFile(path, channel, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Bytes adopted, and written since, or written since the last {@link #restart}. */
    long size() {
        return size;
    }

    /** Empties the file. */
    void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        digest.reset();
        size = 0;
        forced = 0;
    }

    /**
     * Goes on with the first bytes of what is there already, on disk as they are; reads them for the digest and cuts off
     * the rest.
     *
     * @return whether there were so many; if not, {@link #restart} must follow
     */
    boolean adopt(long bytes) throws IOException {
        // Before anything that an interrupt could end: these are the bytes to go on with after it, too.
        size = bytes;
        forced = bytes;
        if (channel.size() < bytes) {
            return false;
        }
        channel.truncate(bytes);
        channel.position(0);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (long left = bytes; left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(left, BUFFER));
            if (channel.read(buffer) < 0) {
                return false;
            }
            digest.update(buffer.flip());
        }
        return true;
    }

    void append(byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        digest.update(bytes, 0, length);
        size += length;
    }

    /** Forces the bytes so far to disk. */
    void force() throws IOException {
        if (size > forced) {
            channel.force(false);
            forced = size;
        }
    }

    /** Lets the file stay although it is not complete, with its bytes forced to disk; also after an interrupt. */
    void keep() throws IOException {
        stays = true;
        if (channel.isOpen()) {
            force();
            return;
        }
        // An interrupt inside a write closes the channel, but what was written before is in the file all the same.
        try (FileChannel again = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            again.force(false);
        }
    }

    /**
     * Forces the bytes to disk; from here on the file stays.
     *
     * @return SHA-256 of the file, lower-case hex
     */
    String complete() throws IOException {
        channel.force(true);
        stays = true;
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!stays) {
                Files.deleteIfExists(path);
            }
        }
    }
}
