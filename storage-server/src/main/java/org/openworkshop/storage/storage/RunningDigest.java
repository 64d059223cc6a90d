/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a growing file. The first bytes are hashed as they are given; those of a larger file follow on another thread, which
 * reads them from the system's memory right after they were written. A thread that hashed from the writer's own buffer would take it
 * out of the writer's processor cache, which costs more than reading it again. Never further behind than
 * {@value #MOST_BEHIND} bytes: then, and when no worker comes, the writer hashes by itself. Holds one buffer while it hashes, none in
 * between. Given and asked by one thread.
 */
final class RunningDigest {
    /** Up to here another thread is not worth it. */
    static final int AT_ONCE = 1024 * 1024;

    private static final int WORTH_WAKING = 512 * 1024;
    private static final int MOST_BEHIND = 32 * 1024 * 1024;
    private static final int BLOCK_BYTES = 64 * 1024;

    private final FileChannel channel;
    private final Executor workers;
    private final MessageDigest digest = sha256();
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicBoolean called = new AtomicBoolean();
    private volatile long written;
    private volatile long hashed;
    private volatile boolean closed;
    private @Nullable IOException failure;
    private @Nullable String hex;

    /** @param workers hashes now and then; may drop what it is given */
    RunningDigest(FileChannel channel, Executor workers) {
        this.channel = channel;
        this.workers = workers;
    }

    /** These bytes are the next of the file, and will be in it before {@link #written}. */
    void next(ByteBuffer bytes) {
        long before = hashed;
        if (before == written && before + bytes.remaining() <= AT_ONCE) {
            digest.update(bytes.duplicate());
            hashed = before + bytes.remaining();
        }
    }

    /** So many bytes are in the file. */
    void written(long bytes) {
        written = bytes;
        long behind = bytes - hashed;
        if (behind > MOST_BEHIND) {
            hash();
        } else if (behind >= WORTH_WAKING && called.compareAndSet(false, true)) {
            workers.execute(this::work);
        }
    }

    /** The digest of the whole file in lower-case hexadecimal; the file must be open when this is first called. */
    String finish() throws IOException {
        if (hex == null) {
            hash();
            if (failure != null) {
                throw new IOException("a file that was just written cannot be read", failure);
            }
            hex = HexFormat.of().formatHex(digest.digest());
        }
        return hex;
    }

    private void work() {
        called.set(false);
        hash();
    }

    private void hash() {
        turn.lock();
        try {
            if (!closed && failure == null && hashed < written) {
                follow();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            turn.unlock();
        }
    }

    private void follow() throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        long position = hashed;
        while (!closed && position < written) {
            block.clear().limit((int) Math.min(block.capacity(), written - position));
            int count = channel.read(block, position);
            if (count < 0) {
                throw new EOFException("the file has become shorter");
            }
            digest.update(block.flip());
            position += count;
            hashed = position;
        }
    }

    /** Stops reading; when this returns, no other thread uses the file any more. */
    void close() {
        closed = true;
        turn.lock();
        try {
            failure = failure == null ? new ClosedChannelException() : failure;
        } finally {
            turn.unlock();
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
