/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The SHA-256 of bytes in the order in which they are given, computed beside whoever gives them. Large blocks wait for a worker, at
 * most {@value #MOST_WAITING} of them; beyond that, and when no worker comes, the giver computes by itself. So workers only make it
 * faster, and the buffers that one digest holds are bounded. Given and asked by one thread.
 */
final class RunningDigest implements AutoCloseable {
    /** Blocks that may wait, each in a buffer of its own. */
    static final int MOST_WAITING = 8;

    /** From here on a block is worth another thread's attention, in bytes. */
    private static final int LARGE_BYTES = 32 * 1024;

    /** Waking a thread costs about as much as hashing a few kilobytes. */
    private static final int WORTH_WAKING = 2;

    private final MessageDigest digest = sha256();
    private final Executor workers;
    private final ReentrantLock turn = new ReentrantLock();
    private final Queue<Loan> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean called = new AtomicBoolean();
    private volatile boolean incomplete;

    /** @param workers computes now and then; may drop what it is given */
    RunningDigest(Executor workers) {
        this.workers = workers;
    }

    /** Adds bytes, whose buffer is free again when this returns. */
    void update(ByteBuffer bytes) {
        drain();
        digest.update(bytes.duplicate());
    }

    /** Adds bytes, whose buffer is kept for as long as it takes. */
    void update(Loan loan) {
        ByteBuffer bytes = loan.bytes();
        if (bytes.remaining() < LARGE_BYTES) {
            update(bytes);
            return;
        }
        loan.share();
        waiting.add(loan);
        int now = count.incrementAndGet();
        if (now >= MOST_WAITING) {
            drain();
        } else if (now >= WORTH_WAKING && called.compareAndSet(false, true)) {
            workers.execute(this::work);
        }
    }

    /** The digest of all bytes; to be called once. */
    byte[] finish() {
        drain();
        if (incomplete) {
            throw new IllegalStateException("a part of the bytes could not be hashed");
        }
        return digest.digest();
    }

    private void work() {
        called.set(false);
        drain();
    }

    private void drain() {
        turn.lock();
        try {
            for (Loan loan = waiting.poll(); loan != null; loan = waiting.poll()) {
                boolean hashed = false;
                try {
                    digest.update(loan.bytes());
                    hashed = true;
                } finally {
                    incomplete |= !hashed;
                    count.decrementAndGet();
                    loan.end();
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /** Gives back what still waits. */
    @Override
    public void close() {
        turn.lock();
        try {
            for (Loan loan = waiting.poll(); loan != null; loan = waiting.poll()) {
                count.decrementAndGet();
                loan.end();
            }
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

    /** Lent bytes with one or two users at once; whoever ends last gives them back. */
    static final class Loan {
        private final LentBytes lent;
        private final AtomicInteger users = new AtomicInteger(1);

        Loan(LentBytes lent) {
            this.lent = lent;
        }

        /** The bytes, for one user. */
        ByteBuffer bytes() {
            return lent.bytes().duplicate();
        }

        private void share() {
            users.incrementAndGet();
        }

        void end() {
            if (users.decrementAndGet() == 0) {
                lent.giveBack();
            }
        }
    }
}
