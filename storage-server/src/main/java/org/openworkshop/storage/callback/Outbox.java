/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.callback;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.openworkshop.storage.config.ManagerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that Manager gets every completion: makes a first attempt at once, and after a failure further ones with growing,
 * jittered delays (1 s to 5 min) until {@code manager.callback_retry_seconds} after the completion. Completions of one job
 * go one after the other; at most 8 attempts of different jobs run at once. Lives in memory: what must survive a restart is
 * the caller's to store, and to hand in again with {@link #resume}.
 *
 * <pre>
 *   enqueue ─► behind ─► waiting ─► ready ─► running ─┬─► delivered
 *                           ▲                         ├─► given up (refused, or the time is over)
 *                           └──────── failed ─────────┘
 * </pre>
 *
 * <p>No lock is held while an attempt is under way or a listener is called, since Manager calls the server while it answers.
 * Thread safe; the owner closes it, before the sender.
 */
public final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private static final int WORKERS = 4;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final CallbackTransport sender;
    private final ManagerConfig config;
    private final OutboxListener listener;
    private final Timing timing;
    private final OutboxQueue queue = new OutboxQueue();
    private final ThreadPoolExecutor workers = workers();

    /** Where the outbox gets time and chance from; the alarm is closed with the outbox. */
    record Timing(Clock clock, Alarm alarm, DoubleSupplier random) {}

    /** Makes an outbox that owes nothing yet. */
    public Outbox(CallbackSender sender, ManagerConfig config, OutboxListener listener, Clock clock) {
        this(
                sender,
                config,
                listener,
                new Timing(
                        clock,
                        Alarm.onThread(),
                        () -> ThreadLocalRandom.current().nextDouble()));
    }

    Outbox(CallbackTransport sender, ManagerConfig config, OutboxListener listener, Timing timing) {
        this.sender = sender;
        this.config = config;
        this.listener = listener;
        this.timing = timing;
    }

    private static ThreadPoolExecutor workers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "callback-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /**
     * Owes Manager a new completion, which the caller has stored. One with an idempotency key that is owed already is not owed
     * twice.
     *
     * @return completes when the first attempt has ended and the listener has heard of it; never fails. At the latest
     *     after twice {@code manager.callback_timeout_seconds}: a first attempt that had to wait for long (for an older
     *     completion of the job, or a free place) counts as {@link FirstAttempt#OWED}. Whoever waits for it must hold
     *     no lock that the listener or a move of the job needs.
     */
    public CompletableFuture<FirstAttempt> enqueue(Completion completion) {
        return resume(completion, 0, timing.clock().instant());
    }

    /**
     * Owes Manager a completion from before a restart. It gets at least one more attempt, also when its time is over. Those of
     * one job go in the order in which they are handed in; a newer one is due when the older one is done, at once then.
     *
     * @param attempts how many were made, as the listener was told
     * @param nextAttemptAt when the next is due; in the past means now, and it is never more than 5 minutes away
     */
    public CompletableFuture<FirstAttempt> resume(Completion completion, int attempts, Instant nextAttemptAt) {
        Owed owed = new Owed(completion, attempts);
        Owed present = queue.add(owed);
        if (present != owed) {
            return present.first().copy();
        }
        if (queue.isClosed()) {
            owed.first().complete(FirstAttempt.OWED);
            return owed.first();
        }
        if (queue.isHeld()) {
            owed.first().complete(FirstAttempt.OWED);
        }
        timing.alarm()
                .after(
                        config.callbackTimeout().multipliedBy(2),
                        () -> owed.first().complete(FirstAttempt.OWED));
        Duration wait = Duration.between(timing.clock().instant(), nextAttemptAt);
        if (wait.isNegative() || wait.isZero()) {
            queue.due(owed, attempts);
        } else {
            wakeAfter(min(wait, RetryDelays.LONGEST), owed, attempts);
        }
        // Manager may be back: then the newer one need not wait until the older one's delay is over.
        if (attempts == 0 && !queue.hurry(owed)) {
            owed.first().complete(FirstAttempt.OWED);
        }
        startWhatIsDue();
        return owed.first().copy();
    }

    /**
     * Makes what is owed of a job due now, whatever delay it waits for, one that Manager named included. The job's order stays:
     * the newer ones follow when the oldest is delivered or given up. An attempt that is under way counts as the one asked for.
     *
     * @return whether anything of the job is owed
     */
    public boolean hurry(String jobId) {
        boolean owed = queue.hurry(jobId);
        startWhatIsDue();
        return owed;
    }

    /**
     * Makes no attempts for now: while Manager could not reach the server, it could not move results while it answers. What is
     * owed, and what comes in, waits; attempts under way go on. Who waits for a first attempt learns that it is owed.
     */
    public void hold() {
        queue.hold(true).forEach(owed -> owed.first().complete(FirstAttempt.OWED));
    }

    /** Begins to make attempts, again or for the first time. */
    public void open() {
        queue.hold(false);
        startWhatIsDue();
    }

    /** How many completions Manager does not have yet. */
    public int owed() {
        return queue.owed();
    }

    /** How long the oldest of them is owed; zero when there is none. */
    public Duration oldestOwed() {
        Instant now = timing.clock().instant();
        Duration age = Duration.between(queue.oldest().orElse(now), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    private void wakeAfter(Duration wait, Owed owed, int attempts) {
        timing.alarm().after(wait, () -> {
            queue.due(owed, attempts);
            startWhatIsDue();
        });
    }

    private void startWhatIsDue() {
        for (Owed owed : queue.take()) {
            workers.execute(() -> attempt(owed));
        }
    }

    private void attempt(Owed owed) {
        CompletableFuture<Attempt> attempt;
        try {
            attempt = sender.send(owed.completion());
        } catch (RuntimeException failure) {
            attempt = CompletableFuture.failedFuture(failure);
        }
        // A task of the workers' own: a future would keep to itself what is thrown while the outcome is recorded.
        var unused = attempt.whenComplete((ended, failure) ->
                workers.execute(() -> record(owed, failure == null ? ended : unexpected(owed, failure))));
    }

    private static Attempt unexpected(Owed owed, Throwable failure) {
        LOG.error("An attempt to tell Manager failed unexpectedly job={}", owed.jobId(), failure);
        return Attempt.retry(Duration.ZERO, failure.toString());
    }

    private void record(Owed owed, Attempt attempt) {
        int attempts = queue.attemptOver(owed);
        try {
            startWhatIsDue();
            switch (attempt.outcome()) {
                case DELIVERED -> delivered(owed, attempts);
                case REFUSED -> giveUp(owed, attempts, attempt.detail());
                case RETRY -> retryOrGiveUp(owed, attempts, attempt);
            }
        } finally {
            queue.recorded();
        }
    }

    private void delivered(Owed owed, int attempts) {
        LOG.debug("Manager was told job={} attempts={}", owed.jobId(), attempts);
        tell(owed, told -> told.delivered(owed.completion(), attempts));
        finish(owed, FirstAttempt.DELIVERED);
    }

    private void giveUp(Owed owed, int attempts, String reason) {
        LOG.warn("Manager was not told, giving up job={} attempts={} reason={}", owed.jobId(), attempts, reason);
        tell(owed, told -> told.givenUp(owed.completion(), attempts, reason));
        finish(owed, FirstAttempt.GIVEN_UP);
    }

    private void finish(Owed owed, FirstAttempt first) {
        queue.remove(owed);
        startWhatIsDue();
        owed.first().complete(first);
    }

    private void retryOrGiveUp(Owed owed, int attempts, Attempt failed) {
        Instant now = timing.clock().instant();
        Duration left = Duration.between(now, owed.completion().completedAt().plus(config.callbackRetry()));
        if (left.isNegative() || left.isZero()) {
            giveUp(owed, attempts, failed.detail());
            return;
        }
        Duration own = RetryDelays.after(attempts, timing.random().getAsDouble());
        boolean managerAsked = failed.retryAfter().compareTo(own) > 0;
        // The last attempt is made when the time is over, not given away because a whole delay does not fit any more.
        Duration wait = min(managerAsked ? failed.retryAfter() : own, left);
        LOG.info(
                "Manager was not told, trying again job={} attempts={} reason={} wait={}",
                owed.jobId(),
                attempts,
                failed.detail(),
                wait);
        tell(owed, told -> told.retrying(owed.completion(), attempts, now.plus(wait), failed.detail()));
        List<Owed> behind = queue.postpone(owed, managerAsked);
        wakeAfter(wait, owed, attempts);
        owed.first().complete(FirstAttempt.OWED);
        behind.forEach(newer -> newer.first().complete(FirstAttempt.OWED));
    }

    private void tell(Owed owed, Consumer<OutboxListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException failure) {
            LOG.error("The outcome of a callback could not be recorded job={}", owed.jobId(), failure);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** {@link #close(Duration)} with 5 seconds. */
    @Override
    public void close() {
        close(CLOSING);
    }

    /**
     * Begins no more attempts, and waits for those under way, and for the listener to hear of them. What is still owed then is
     * what the caller has stored; who waits for a first attempt learns that it is owed.
     */
    public void close(Duration atMost) {
        timing.alarm().close();
        var remaining = queue.close();
        try {
            if (!queue.awaitIdle(atMost)) {
                LOG.info("Closing while Manager is being told owed={}", queue.owed());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        workers.shutdown();
        remaining.forEach(owed -> owed.first().complete(FirstAttempt.OWED));
    }
}
