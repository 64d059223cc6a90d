/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.TimerErrors;
import org.openworkshop.storage.web.HeadersTooSlowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends HTTP/1.1 connections whose request headers are not complete in time, however steadily their bytes drip, with
 * {@code Request timed out}; and those that are new and have not said a word by then, or not finished their TLS handshake,
 * without one. A connection that waits between two requests has its idle time instead, and so has HTTP/2, whose headers come in
 * bounded frames.
 *
 * <p>Looks at all connections now and then rather than being told of every request, so that it costs a request nothing: a
 * parser says whether it is within headers, and the number of requests before tells one from the next. So a deadline is
 * overrun by up to one period, which is a quarter of it and at most a second.
 */
final class HeaderDeadline extends AbstractLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderDeadline.class);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    /** A connection beyond the limit is in the way of others, and nobody who wants an answer waits that long. */
    private static final Duration OF_EXTRA = Duration.ofSeconds(1);

    private final Supplier<Collection<EndPoint>> connections;
    private final ConnectionLimit limit;
    private final Duration longest;
    private final Scheduler scheduler;
    private final Duration period;
    private volatile Scheduler.@Nullable Task next;

    /** Those that were within headers at the last look, or were answered and have not gone since. Used by one look at a time. */
    private IdentityHashMap<EndPoint, Slow> slow = new IdentityHashMap<>();

    /**
     * A connection that keeps us waiting.
     *
     * @param requests those before this one
     * @param since when that was first seen, in nanoseconds
     */
    private record Slow(long requests, long since, boolean answered) {}

    /**
     * @param connections those that are open now
     * @param longest how long headers may take
     */
    HeaderDeadline(
            Supplier<Collection<EndPoint>> connections, ConnectionLimit limit, Duration longest, Scheduler scheduler) {
        this.connections = connections;
        this.limit = limit;
        this.longest = longest;
        this.scheduler = scheduler;
        Duration quarter = longest.dividedBy(4);
        this.period = quarter.compareTo(LONGEST_PERIOD) < 0 ? quarter : LONGEST_PERIOD;
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        Scheduler.Task present = next;
        if (present != null) {
            present.cancel();
        }
    }

    private void schedule() {
        next = scheduler.schedule(TimerErrors.told(this::round), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void round() {
        try {
            look(System.nanoTime());
        } catch (RuntimeException e) {
            LOG.error("Slow connections could not be looked for, the next round tries again", e);
        } finally {
            if (isRunning()) {
                schedule();
            }
        }
    }

    private void look(long now) {
        IdentityHashMap<EndPoint, Slow> found = new IdentityHashMap<>();
        for (EndPoint connection : connections.get()) {
            Slow before = slow.get(connection);
            Slow after = before != null && before.answered() ? before : judge(connection, before, now);
            if (after == null) {
                continue;
            }
            boolean late = now - after.since() >= allowed(connection).toNanos();
            if (before != null && before.answered()) {
                // It has had a whole period to read the answer and to go.
                connection.close();
            } else if (late) {
                after = end(connection, after);
            }
            found.put(connection, after);
        }
        slow = found;
    }

    private Duration allowed(EndPoint connection) {
        return limit.isExtra(connection) && longest.compareTo(OF_EXTRA) > 0 ? OF_EXTRA : longest;
    }

    /** What keeps us waiting; null when nothing does. */
    private static @Nullable Slow judge(EndPoint connection, @Nullable Slow before, long now) {
        Connection inner = inner(connection).getConnection();
        if (inner instanceof HttpConnection http) {
            HttpParser.State state = http.getParser().getState();
            long requests = http.getMessagesIn();
            boolean waits =
                    state == HttpParser.State.START ? requests == 0 : state.compareTo(HttpParser.State.CONTENT) < 0;
            if (!waits) {
                return null;
            }
            return before != null && before.requests() == requests ? before : new Slow(requests, now, false);
        }
        boolean handshakes = inner == null || inner instanceof NegotiatingServerConnection;
        return !handshakes ? null : before != null ? before : new Slow(0, now, false);
    }

    private static EndPoint inner(EndPoint connection) {
        return connection.getConnection() instanceof SslConnection ssl ? ssl.getSslEndPoint() : connection;
    }

    private static Slow end(EndPoint connection, Slow late) {
        EndPoint inner = inner(connection);
        boolean began = inner.getConnection() instanceof HttpConnection http
                && http.getParser().getState() != HttpParser.State.START;
        if (!began) {
            LOG.debug("Connection has said nothing in time remote={}", connection.getRemoteSocketAddress());
            connection.close();
            return late;
        }
        LOG.debug("Headers are too slow remote={}", connection.getRemoteSocketAddress());
        // Takes the connection's turn to read, so that nothing else happens on it. Without that, more bytes have just
        // come.
        boolean told = inner instanceof AbstractEndPoint endPoint
                && endPoint.getFillInterest().onFail(new HeadersTooSlowException());
        return told ? new Slow(late.requests(), late.since(), true) : late;
    }
}
