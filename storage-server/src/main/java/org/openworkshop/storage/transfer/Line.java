/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded line of jobs before a limited number of places to work at: first come, first served. Who waits is told its position
 * and, once a few jobs have gone through, how long it will wait. Holds no threads. Its lock comes after a topic's. Thread-safe.
 */
final class Line {
    private final int places;
    private final int capacity;
    private final LongSupplier nanoTime;
    private final Consumer<Duration> waited;
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private int taken;
    private double meanNanos;
    private boolean closed;

    /**
     * @param places how many may work at once
     * @param capacity how many may wait
     * @param waited hears how long each waited, once its turn has come or it has given up
     */
    Line(int places, int capacity, LongSupplier nanoTime, Consumer<Duration> waited) {
        this.places = places;
        this.capacity = capacity;
        this.nanoTime = nanoTime;
        this.waited = waited;
    }

    /** Whether whoever comes next is turned away. */
    synchronized boolean isFull() {
        return taken >= places && waiting.size() >= capacity;
    }

    /**
     * Joins the line.
     *
     * @return the place in it, absent when the line is full
     * @throws StoppingException when the line is closed
     */
    Optional<Ticket> join(JobTopic topic) throws StoppingException {
        return join(topic, false);
    }

    /** Joins the line even when it is full: for jobs that were accepted before. */
    Ticket joinAnyway(JobTopic topic) throws StoppingException {
        return join(topic, true).orElseThrow();
    }

    private Optional<Ticket> join(JobTopic topic, boolean accepted) throws StoppingException {
        Ticket ticket = new Ticket(topic);
        synchronized (this) {
            if (closed) {
                throw new StoppingException();
            }
            if (!accepted && isFull()) {
                return Optional.empty();
            }
            waiting.addLast(ticket);
        }
        topic.waitIn(ticket.queue);
        topic.moved();
        callNext();
        return Optional.of(ticket);
    }

    /** Lets nobody in any more; who waits is told, and loses its place. */
    void close() {
        List<Ticket> turnedAway;
        synchronized (this) {
            closed = true;
            turnedAway = List.copyOf(waiting);
            waiting.clear();
            notifyAll();
        }
        turnedAway.forEach(ticket -> ticket.turn.completeExceptionally(new StoppingException()));
    }

    /** How it stands. */
    synchronized JobLine.State state() {
        return new JobLine.State(waiting.size(), capacity, taken, places);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** How many wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** How many have a place to work at. */
    synchronized int working() {
        return taken;
    }

    /**
     * Waits until nobody works here or waits for it.
     *
     * @return false when that took too long
     */
    synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (taken > 0 || !waiting.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** Gives free places to those who have waited longest. */
    private void callNext() {
        List<Ticket> next = new ArrayList<>();
        synchronized (this) {
            while (taken < places && !waiting.isEmpty()) {
                Ticket ticket = waiting.removeFirst();
                ticket.sinceNanos = nanoTime.getAsLong();
                ticket.working = true;
                taken++;
                next.add(ticket);
            }
        }
        next.forEach(Ticket::call);
    }

    /** After somebody left: the others move up. */
    private void advance() {
        callNext();
        tellPlaces();
    }

    /** Tells those who wait, and are watched, where they stand now. */
    private void tellPlaces() {
        List<Ticket> behind;
        synchronized (this) {
            behind = List.copyOf(waiting);
        }
        behind.forEach(ticket -> ticket.topic.moved());
    }

    private @Nullable Long waitSeconds(int position) {
        if (meanNanos <= 0) {
            return null;
        }
        return Math.max(1, (long) Math.ceil(meanNanos * position / places / TimeUnit.SECONDS.toNanos(1)));
    }

    private void worked(long nanos) {
        meanNanos = meanNanos <= 0 ? nanos : meanNanos + (nanos - meanNanos) / 8;
    }

    /** A place in the line, later a place to work at; to be left in the end. */
    final class Ticket implements AutoCloseable {
        private final JobTopic topic;
        private final JobTopic.Queue queue = this::place;
        private final CompletableFuture<Ticket> turn = new CompletableFuture<>();
        private boolean working;
        private boolean left;
        private final long joinedNanos;
        private long sinceNanos;

        Ticket(JobTopic topic) {
            this.topic = topic;
            this.joinedNanos = nanoTime.getAsLong();
        }

        /** Completes with this ticket when its turn has come; fails when it never will, with {@link StoppingException} when the line closed. */
        CompletableFuture<Ticket> turn() {
            return turn;
        }

        /**
         * Waits for the turn; when it does not come in time the place in line is lost.
         *
         * @return whether it has come
         * @throws TransferException why the place was taken away
         */
        boolean await(Duration atMost) throws InterruptedException, StoppingException, TransferException {
            try {
                turn.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
                return true;
            } catch (java.util.concurrent.TimeoutException e) {
                synchronized (Line.this) {
                    if (working) {
                        return true;
                    }
                }
                close();
                return false;
            } catch (java.util.concurrent.ExecutionException e) {
                if (e.getCause() instanceof TransferException reason) {
                    throw reason;
                }
                throw new StoppingException();
            }
        }

        private JobTopic.@Nullable Waiting place() {
            synchronized (Line.this) {
                int position = 0;
                for (Ticket ticket : waiting) {
                    position++;
                    if (ticket == this) {
                        return new JobTopic.Waiting(
                                new JobEvent.Place(position, waiting.size()), waitSeconds(position));
                    }
                }
                return null;
            }
        }

        /** Takes the place in line away; does nothing once the turn has come. */
        void turnAway(TransferException reason) {
            synchronized (Line.this) {
                if (!waiting.remove(this)) {
                    return;
                }
                left = true;
                Line.this.notifyAll();
            }
            topic.waitNoMoreIn(queue);
            waited.accept(Duration.ofNanos(nanoTime.getAsLong() - joinedNanos));
            turn.completeExceptionally(reason);
            advance();
        }

        private void call() {
            topic.waitNoMoreIn(queue);
            waited.accept(Duration.ofNanos(sinceNanos - joinedNanos));
            turn.complete(this);
        }

        /** Gives the place up, in line or at work; later calls do nothing. */
        @Override
        public void close() {
            synchronized (Line.this) {
                if (left) {
                    return;
                }
                left = true;
                if (working) {
                    taken--;
                    worked(nanoTime.getAsLong() - sinceNanos);
                } else {
                    if (waiting.remove(this)) {
                        waited.accept(Duration.ofNanos(nanoTime.getAsLong() - joinedNanos));
                    }
                }
                Line.this.notifyAll();
            }
            topic.waitNoMoreIn(queue);
            advance();
        }
    }
}
