/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.Graceful;
import org.openworkshop.storage.face.workshop.JobSockets;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.StopGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stop of a server that listens, in the order that loses nothing:
 *
 * <pre>
 *   0  Manager is told nothing more, since it could not move a result while it answers; the next start tells it
 *   1  the listening sockets close; open connections go on, those of HTTP/2 without new requests (GOAWAY)
 *   2  the gate shuts: new requests on them are answered 503, except those of monitors
 *   3  every job socket gets the frames that wait for it, then a close with 1012 (Service Restart)
 *   4  jobs and requests under way end by themselves, as far as they do within the grace
 *   5  connections close: who still reads or writes gets an exception, writes down what became of it, and ends
 *   6  Jetty stops: threads that still work are interrupted
 * </pre>
 *
 * With nothing under way this takes some milliseconds. Steps 4 to 6 never take longer than the grace, {@link #SOCKET_TIME},
 * {@link #CUT_TIME} and {@link HttpServer#THREAD_STOP_TIME} together, whatever clients do. All other parts are closed after it,
 * by {@link StorageServer}.
 */
final class GracefulStop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    /** For the close frames to leave. A peer that takes nothing is not waited for any longer. */
    private static final Duration SOCKET_TIME = Duration.ofSeconds(1);

    /** For requests whose connection was closed. */
    private static final Duration CUT_TIME = Duration.ofSeconds(2);

    private final Server server;
    private final StopGate gate;
    private final JobSockets sockets;
    private final Transfers transfers;
    private final Duration grace;

    GracefulStop(Server server, StopGate gate, JobSockets sockets, Transfers transfers, Duration grace) {
        this.server = server;
        this.gate = gate;
        this.sockets = sockets;
        this.transfers = transfers;
        this.grace = grace;
    }

    @Override
    public void close() throws Exception {
        LOG.info(
                "Server stops requests={} sockets={} grace_seconds={}",
                gate.requests().count(),
                sockets.open().count(),
                grace.toSeconds());
        transfers.hold();
        for (Connector connector : server.getConnectors()) {
            var unused = connector.shutdown();
            // The sessions of HTTP/2.
            for (Graceful sessions : connector.getContainedBeans(Graceful.class)) {
                var unusedToo = sessions.shutdown();
            }
        }
        gate.shut();
        sockets.stop();
        try {
            awaitEnd();
            for (Connector connector : server.getConnectors()) {
                connector.stop();
            }
            gate.requests().awaitNone(CUT_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            server.stop();
        }
        LOG.info("Server has stopped");
    }

    private void awaitEnd() throws InterruptedException {
        long deadline = System.nanoTime() + grace.toNanos();
        boolean jobsEnded = transfers.drain(grace);
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        if (!gate.requests().awaitNone(left) || !jobsEnded) {
            LOG.info(
                    "Grace is over, the rest is cut off requests={}",
                    gate.requests().count());
        }
        if (!sockets.open().awaitNone(SOCKET_TIME)) {
            LOG.info(
                    "Job sockets take no close frame sockets={}", sockets.open().count());
        }
    }
}
