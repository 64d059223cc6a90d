/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openworkshop.storage.callback.Owed.State;

/**
 * Which completions are owed and which may be sent now: one line per job, oldest first, and a limited number of places for
 * attempts. Fresh completions go before repeated ones, and repeated ones never take all places, so what piled up while
 * Manager was away delays nobody who waits for a first attempt. Thread safe; every method returns at once, except
 * {@link #awaitIdle}.
 */
final class OutboxQueue {
    static final int MAX_RUNNING = 8;
    static final int MAX_REPEATED_RUNNING = 4;

    private final Map<String, Deque<Owed>> lines = new HashMap<>();
    private final Deque<Owed> readyFresh = new ArrayDeque<>();
    private final Deque<Owed> readyRepeated = new ArrayDeque<>();
    private int running;
    private int repeatedRunning;
    private int ending;
    private int owed;
    private boolean held;
    private boolean closed;

    /**
     * Adds a completion at the end of its job's line.
     *
     * @return the one already there with the same idempotency key, otherwise the given one
     */
    synchronized Owed add(Owed added) {
        Deque<Owed> line = lines.computeIfAbsent(added.jobId(), job -> new ArrayDeque<>());
        for (Owed present : line) {
            if (present.completion().idempotencyKey().equals(added.completion().idempotencyKey())) {
                return present;
            }
        }
        line.addLast(added);
        owed++;
        if (line.size() == 1) {
            added.state = State.WAITING;
        }
        return added;
    }

    /** Makes it due, when it is waiting since that many attempts. An alarm of an earlier wait changes nothing. */
    synchronized void due(Owed due, int attempts) {
        if (due.state == State.WAITING && due.attempts == attempts) {
            due.state = State.READY;
            (due.attempts == 0 ? readyFresh : readyRepeated).addLast(due);
        }
    }

    /**
     * Makes the oldest of the job due because a newer one came, unless Manager asked us to wait.
     *
     * @return whether the newer one can expect its turn soon
     */
    synchronized boolean hurry(Owed newer) {
        Owed oldest = lines.getOrDefault(newer.jobId(), new ArrayDeque<>()).peekFirst();
        if (oldest == null || oldest == newer || oldest.state != State.WAITING) {
            return true;
        }
        if (oldest.managerAsked) {
            return false;
        }
        due(oldest, oldest.attempts);
        return true;
    }

    /**
     * Makes the oldest of the job due, whatever it waits for.
     *
     * @return whether anything of the job is owed
     */
    synchronized boolean hurry(String jobId) {
        Owed oldest = lines.getOrDefault(jobId, new ArrayDeque<>()).peekFirst();
        if (oldest == null) {
            return false;
        }
        due(oldest, oldest.attempts);
        return true;
    }

    /** Takes those whose attempts are to begin now. */
    synchronized List<Owed> take() {
        List<Owed> taken = new ArrayList<>();
        while (!closed && !held && running < MAX_RUNNING) {
            Owed next = readyFresh.pollFirst();
            if (next == null && repeatedRunning < MAX_REPEATED_RUNNING) {
                next = readyRepeated.pollFirst();
            }
            if (next == null) {
                break;
            }
            next.state = State.RUNNING;
            running++;
            repeatedRunning += next.attempts == 0 ? 0 : 1;
            taken.add(next);
        }
        return taken;
    }

    /**
     * Gives the place back: the attempt is over, its outcome not yet {@link #recorded}.
     *
     * @return how many attempts were made
     */
    synchronized int attemptOver(Owed over) {
        running--;
        repeatedRunning -= over.attempts == 0 ? 0 : 1;
        ending++;
        over.attempts++;
        return over.attempts;
    }

    /**
     * Puts it back to wait for another attempt.
     *
     * @return those of the same job that wait behind it
     */
    synchronized List<Owed> postpone(Owed postponed, boolean managerAsked) {
        postponed.state = State.WAITING;
        postponed.managerAsked = managerAsked;
        List<Owed> behind = new ArrayList<>(lines.getOrDefault(postponed.jobId(), new ArrayDeque<>()));
        behind.remove(postponed);
        return behind;
    }

    /** Removes it; the next of the same job is due. */
    synchronized void remove(Owed done) {
        owed--;
        Deque<Owed> line = lines.getOrDefault(done.jobId(), new ArrayDeque<>());
        line.remove(done);
        Owed next = line.peekFirst();
        if (next == null) {
            lines.remove(done.jobId());
        } else {
            next.state = State.WAITING;
            due(next, next.attempts);
        }
    }

    /** The outcome of an attempt that was over is recorded and announced. */
    synchronized void recorded() {
        ending--;
        notifyAll();
    }

    /** How many completions Manager does not have yet. */
    synchronized int owed() {
        return owed;
    }

    /** When the oldest of them was completed. */
    synchronized Optional<Instant> oldest() {
        return lines.values().stream()
                .flatMap(Deque::stream)
                .map(each -> each.completion().completedAt())
                .min(Comparator.naturalOrder());
    }

    synchronized boolean isHeld() {
        return held;
    }

    /** Whether nothing may be taken for now. Returns all that is owed. */
    synchronized List<Owed> hold(boolean on) {
        held = on;
        return all();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** From now on nothing is taken. Returns all that is owed. */
    synchronized List<Owed> close() {
        closed = true;
        return all();
    }

    private List<Owed> all() {
        List<Owed> all = new ArrayList<>();
        lines.values().forEach(all::addAll);
        return all;
    }

    /** Waits until no attempt is under way and every outcome is recorded and announced; false when that takes longer. */
    synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (running > 0 || ending > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
