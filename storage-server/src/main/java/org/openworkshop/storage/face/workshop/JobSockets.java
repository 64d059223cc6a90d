/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.Tally;

/**
 * All open job sockets: makes one for each connection, pings them every 20 s, ends them when the server stops. Owns its
 * thread. Thread-safe.
 */
public final class JobSockets implements AutoCloseable {
    /** Where the sockets live; the job's id follows. */
    public static final String CONTEXT_PATH = "/transfer/ws";

    static final int MAX_FRAME_BYTES = 64 * 1024;
    private static final long PING_MILLIS = 20_000;
    private static final long IDLE_MILLIS = 60_000;
    private static final long SEND_MILLIS = 30_000;

    private final Set<JobSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Tally open = new Tally();
    private final PingTimer pings = new PingTimer();
    private final Transfers transfers;
    private final TransferTokens tokens;
    private final Executor executor;
    private volatile boolean stopping;

    /**
     * @param executor runs the sending of frames
     */
    public JobSockets(Transfers transfers, TransferTokens tokens, Executor executor) {
        this.transfers = transfers;
        this.tokens = tokens;
        this.executor = executor;
    }

    /** Adds the endpoint to a container whose context is {@link #CONTEXT_PATH}. */
    public void register(ServerContainer container) throws jakarta.websocket.DeploymentException {
        container.setDefaultMaxTextMessageBufferSize(MAX_FRAME_BYTES);
        container.setDefaultMaxBinaryMessageBufferSize(MAX_FRAME_BYTES);
        container.setDefaultMaxSessionIdleTimeout(IDLE_MILLIS);
        container.setAsyncSendTimeout(SEND_MILLIS);
        container.addEndpoint(ServerEndpointConfig.Builder.create(JobSocket.class, "/{job_id}")
                .configurator(new Factory())
                .build());
        pings.start(() -> sockets.forEach(JobSocket::ping), PING_MILLIS);
    }

    /**
     * Closes every socket with 1012 (Service Restart), those of later connections too. Frames that wait go out first; does not
     * wait for that.
     */
    public void stop() {
        stopping = true;
        sockets.forEach(JobSocket::stop);
    }

    /** The sockets that follow a job and are not yet closed. */
    public Tally open() {
        return open;
    }

    @Override
    public void close() {
        pings.close();
    }

    /** Keeps the set and the count in step. */
    private final class Members implements JobSocket.Watch {
        @Override
        public void joins(JobSocket socket) {
            sockets.add(socket);
            open.enter();
            // Looked at after the socket can be seen: a stop finds either the socket or this.
            if (stopping) {
                socket.stop();
            }
        }

        @Override
        public void leaves(JobSocket socket) {
            if (sockets.remove(socket)) {
                open.leave();
            }
        }
    }

    /** Makes an endpoint per connection. */
    private final class Factory extends ServerEndpointConfig.Configurator {
        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new JobSocket(transfers, tokens, executor, new Members()));
        }
    }
}
