/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openworkshop.storage.fault.Effect.Course;

/**
 * A Manager that means well and is badly run: it fails before and after it did its work, hangs, hangs up, answers late, and is
 * away for a second now and then, until it is told to behave. It meets each completion with at most two faults of its own.
 */
final class FaultyManager implements AutoCloseable {
    private static final int MOST_FAULTS = 2;
    private static final int FAULTY_PERCENT = 35;
    private static final int REPEATED_PERCENT = 10;
    private static final Duration RETRY = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final int LATEST_MILLIS = 3000;

    private enum Fault {
        FAILS_BEFORE,
        ASKS_TO_WAIT,
        FAILS_AFTER,
        HANGS,
        HANGS_UP_BEFORE,
        HANGS_UP_AFTER,
        IS_LATE,
        NONE
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService loops = Executors.newScheduledThreadPool(4);
    private final Map<String, AtomicInteger> faults = new ConcurrentHashMap<>();
    private final Set<Effect> pursued = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final FaultSettings settings;
    private final Completions completions;
    private final StorageApi api;
    private final Random random;
    private volatile boolean faulty = true;
    private HttpServer http;

    FaultyManager(FaultSettings settings, Completions completions, long seed) throws IOException {
        this.settings = settings;
        this.completions = completions;
        this.api = new StorageApi(settings);
        this.random = new Random(seed);
        this.http = open();
        loops.schedule(this::goAway, nextAbsence(), TimeUnit.MILLISECONDS);
    }

    private HttpServer open() throws IOException {
        HttpServer opened =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.managerPort()), 100);
        opened.setExecutor(threads);
        opened.createContext("/", this::handle);
        opened.start();
        return opened;
    }

    /** From now on without faults. */
    void behave() {
        faulty = false;
    }

    /** Whether nothing it began is under way. */
    boolean isIdle() {
        return underWay.get() == 0;
    }

    private synchronized int nextAbsence() {
        return 3000 + random.nextInt(4000);
    }

    private synchronized void goAway() {
        if (!faulty) {
            return;
        }
        http.stop(0);
        loops.schedule(this::comeBack, AWAY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void comeBack() {
        try {
            http = open();
            loops.schedule(this::goAway, nextAbsence(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            loops.schedule(this::comeBack, RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized Fault nextFault(Effect effect) {
        AtomicInteger soFar = faults.computeIfAbsent(effect.key(), key -> new AtomicInteger());
        if (!faulty || random.nextInt(100) >= FAULTY_PERCENT || soFar.get() >= MOST_FAULTS) {
            return Fault.NONE;
        }
        soFar.incrementAndGet();
        return Fault.values()[random.nextInt(Fault.NONE.ordinal())];
    }

    private synchronized Duration upTo(int millis) {
        return Duration.ofMillis(random.nextInt(millis));
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Effect effect = completions.take(exchange);
            if (effect == null) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            handle(exchange, effect);
        } catch (IOException e) {
            // The server was killed, or hung up: it will deliver again.
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange, Effect effect) throws IOException, InterruptedException {
        switch (nextFault(effect)) {
            case FAILS_BEFORE -> exchange.sendResponseHeaders(500, -1);
            case ASKS_TO_WAIT -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.sendResponseHeaders(429, -1);
            }
            case FAILS_AFTER -> {
                concludeAndForget(effect);
                exchange.sendResponseHeaders(503, -1);
            }
            case HANGS -> pause(FaultSettings.CALLBACK_TIMEOUT.plusMillis(500));
            case HANGS_UP_BEFORE -> exchange.close();
            case HANGS_UP_AFTER -> concludeAndForget(effect);
            case IS_LATE -> {
                int status = conclude(effect);
                pause(upTo((int) PATIENCE.toMillis()));
                answer(exchange, effect, status);
            }
            case NONE -> answer(exchange, effect, conclude(effect));
        }
    }

    private static void answer(HttpExchange exchange, Effect effect, int status) throws IOException {
        if (status == 200) {
            effect.commit();
        }
        exchange.sendResponseHeaders(status, -1);
    }

    /** Does what the completion asks for, as this effect goes about it; the status to answer with. */
    private int conclude(Effect effect) throws InterruptedException {
        if (effect.isDone()) {
            return 200;
        }
        return switch (effect.intent().course()) {
            case WHILE_ANSWERING, NEVER -> attempt(effect) ? 200 : 503;
            case AFTER_ANSWERING -> {
                pursue(effect, upTo(LATEST_MILLIS));
                yield 200;
            }
            case IN_OWN_LOOP -> {
                pursue(effect, Duration.ZERO);
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (!effect.isDone() && System.nanoTime() < end) {
                    pause(Duration.ofMillis(20));
                }
                yield effect.isDone() ? 200 : 503;
            }
        };
    }

    private void concludeAndForget(Effect effect) throws InterruptedException {
        conclude(effect);
        if (effect.intent().course() == Course.WHILE_ANSWERING) {
            effect.rollBack();
        }
    }

    private boolean attempt(Effect effect) {
        try {
            boolean done = effect.attempt(api);
            if (done && effect.isMoved()) {
                maybeRepeat(effect);
            }
            return done;
        } catch (IOException e) {
            // Nobody knows whether it was done.
            return false;
        }
    }

    /** Begins to try until it is done, unless it began before. */
    private void pursue(Effect effect, Duration wait) {
        if (pursued.add(effect)) {
            underWay.incrementAndGet();
            schedule(wait, () -> step(effect));
        }
    }

    private void step(Effect effect) {
        if (attempt(effect)) {
            underWay.decrementAndGet();
        } else {
            schedule(RETRY, () -> step(effect));
        }
    }

    private void maybeRepeat(Effect effect) {
        if (upTo(100).toMillis() < REPEATED_PERCENT) {
            underWay.incrementAndGet();
            schedule(upTo(LATEST_MILLIS), () -> repeat(effect));
        }
    }

    private void repeat(Effect effect) {
        try {
            effect.repeat(api);
            underWay.decrementAndGet();
        } catch (IOException e) {
            schedule(RETRY, () -> repeat(effect));
        }
    }

    private void schedule(Duration wait, Runnable task) {
        try {
            loops.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            underWay.decrementAndGet();
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("Manager is closed");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        loops.shutdownNow();
        synchronized (this) {
            http.stop(0);
        }
        threads.shutdownNow();
    }
}
