/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * How many connections may be open, on all ports together. Up to {@link #RESERVE} more are taken, so that whoever comes too much
 * reads an answer, and monitors get theirs; see {@link #refuses}. What comes on top of those is closed unheard. Thread-safe.
 */
final class ConnectionLimit {
    /** How many are taken beyond the limit. */
    static final int RESERVE = 64;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<EndPoint> extra = ConcurrentHashMap.newKeySet();

    ConnectionLimit(int most) {
        this.most = most;
    }

    /** Counts a new connection; its end must be told. False when there is no place for it, not even in the reserve. */
    boolean enter(EndPoint connection) {
        int count = open.incrementAndGet();
        if (count > most) {
            extra.add(connection);
        }
        return count <= most + RESERVE;
    }

    /** A counted connection has ended. */
    void leave(EndPoint connection) {
        open.decrementAndGet();
        extra.remove(connection);
    }

    /** How many are open. */
    int open() {
        return open.get();
    }

    /** Whether a connection is in the reserve, because it came when all places were taken, and they still are. */
    boolean isExtra(EndPoint connection) {
        return open.get() > most && extra.contains(connection);
    }

    /** Whether a request came over a connection of the reserve: only monitors are answered there. */
    boolean refuses(Request request) {
        return open.get() > most
                && isExtra(bare(request.getConnectionMetaData().getConnection().getEndPoint()));
    }

    /** The connection as the system knows it, without what encrypts it. */
    private static EndPoint bare(EndPoint endPoint) {
        EndPoint bare = endPoint;
        while (bare instanceof EndPoint.Wrapper wrapper) {
            bare = wrapper.unwrap();
        }
        return bare;
    }
}
