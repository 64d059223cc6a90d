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
 * The file a fetch writes, with the digest of what is in it. Closed before {@link #complete} it is deleted. Its
 * exceptions are about the local disk only. One thread at a time.
 */
final class PartialFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final MessageDigest digest;
    private long size;
    private boolean complete;

    private PartialFile(Path path, FileChannel channel, MessageDigest digest) {
        this.path = path;
        this.channel = channel;
        this.digest = digest;
    }

    /**
     * An empty file at the path, in place of the regular file that may be there.
     *
     * @throws IOException also if something else is there (a link, a folder, a device), which then stays as it is
     */
    static PartialFile create(Path path) throws IOException {
        // Closing an unfinished file deletes it: that must never hit what no fetch made.
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path.toString(), null, "is no regular file");
        }
        FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
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

    /** Bytes written since the last {@link #restart}. */
    long size() {
        return size;
    }

    void append(byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        digest.update(bytes, 0, length);
        size += length;
    }

    /** Empties the file. */
    void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        digest.reset();
        size = 0;
    }

    /**
     * Forces the bytes to disk; from here on the file stays.
     *
     * @return SHA-256 of the file, lower-case hex
     */
    String complete() throws IOException {
        channel.force(true);
        complete = true;
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!complete) {
                Files.deleteIfExists(path);
            }
        }
    }
}
