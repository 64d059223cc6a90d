/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.workshop;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.openworkshop.storage.access.TokenException;
import org.openworkshop.storage.access.TransferTokens;
import org.openworkshop.storage.transfer.JobId;
import org.openworkshop.storage.transfer.Transfers;
import org.openworkshop.storage.web.RequestId;
import org.openworkshop.storage.web.RequestJob;
import org.openworkshop.storage.web.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open job sockets: makes one for each connection, pings them every 20 s, ends them when the server stops. Thousands may
 * be open for one job, so a socket keeps nothing of its HTTP request, no extension is agreed to (compression would hold two
 * dictionaries for each), and what is sent to all goes out on few threads that wait for nobody. Owns its threads. Thread-safe.
 */
public final class JobSockets implements AutoCloseable {
    /** Where the sockets live; the job's id follows. */
    public static final String CONTEXT_PATH = "/transfer/ws";

    static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(JobSockets.class);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int BUFFER_BYTES = 1024;

    /** What the system may hold for one client beside the frame that waits here; Linux takes twice as much for its own needs. */
    private static final int SEND_BUFFER_BYTES = 16 * 1024;

    private static final int SENDERS = 2;

    /** Pings go out a part of the sockets at a time, so that they never come between an event and its watchers. */
    private static final int PING_ROUNDS = 40;

    private static final long ROUND_MILLIS = 500;

    private final Set<JobSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Tally open = new Tally();
    private final PingTimer pings = new PingTimer();
    private final RenderedFrames frames = new RenderedFrames();
    private final AtomicInteger made = new AtomicInteger();
    private final JobSocket.Jobs jobs;
    private final TransferTokens tokens;
    private final ThreadPoolExecutor senders;
    private volatile boolean stopping;
    private int round;

    public JobSockets(Transfers transfers, TransferTokens tokens) {
        this(transfers::watch, tokens);
    }

    JobSockets(JobSocket.Jobs jobs, TransferTokens tokens) {
        this.jobs = jobs;
        this.tokens = tokens;
        // What waits here is one task per socket at most.
        this.senders =
                new ThreadPoolExecutor(SENDERS, SENDERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "websocket-send");
                    thread.setDaemon(true);
                    return thread;
                });
        senders.allowCoreThreadTimeOut(true);
    }

    /** Makes sockets of the upgrades (RFC 6455 section 4.2) of a server; takes no other request. To be called once. */
    public Handler handler(Server server) {
        WebSocketExtensionRegistry extensions = new WebSocketExtensionRegistry();
        extensions.unregister("permessage-deflate");
        WebSocketMappings mappings = new WebSocketMappings(new WebSocketComponents(
                extensions, null, server.getByteBufferPool(), null, null, server.getThreadPool()));
        pings.start(this::pingSome, ROUND_MILLIS);
        return new Upgrades(mappings);
    }

    private void pingSome() {
        round = (round + 1) % PING_ROUNDS;
        long now = System.nanoTime();
        for (JobSocket socket : sockets) {
            if (socket.number() % PING_ROUNDS == round) {
                socket.ping(now);
            }
        }
    }

    /**
     * Closes every socket with 1012 (Service Restart), those of later connections too. Frames that wait go out first; does not
     * wait for that.
     */
    public void stop() {
        stopping = true;
        sockets.forEach(JobSocket::stop);
    }

    /** The sockets that are not yet closed. */
    public Tally open() {
        return open;
    }

    @Override
    public void close() {
        pings.close();
        senders.shutdown();
    }

    /** The job that a request may follow; empty when its token is for none or another. */
    private Optional<JobId> authorizedJob(Optional<JobId> asked, Request request) {
        String id = RequestId.of(request);
        try {
            String token = Request.extractQueryParameters(request).getValue("token");
            String allowed = tokens.verify(token).text("job_id");
            Optional<JobId> authorized = asked.filter(job -> job.value().equals(allowed));
            if (authorized.isEmpty()) {
                LOG.debug("WebSocket token is of another job request_id={}", id);
            }
            return authorized;
        } catch (TokenException e) {
            LOG.debug("WebSocket token is refused reason={} request_id={}", e.reason(), id);
        } catch (IllegalArgumentException e) {
            LOG.debug("WebSocket query is malformed reason={} request_id={}", e.toString(), id);
        }
        return Optional.empty();
    }

    /** Keeps the set and the count in step. */
    private final class Members implements JobSocket.Watch {
        @Override
        public void joins(JobSocket socket) {
            sockets.add(socket);
            var unused = open.enter();
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

    private final class Upgrades extends Handler.Abstract {
        private final WebSocketMappings mappings;
        private final Configuration.ConfigurationCustomizer settings = new Configuration.ConfigurationCustomizer();
        private final Members members = new Members();

        Upgrades(WebSocketMappings mappings) {
            this.mappings = mappings;
            settings.setIdleTimeout(IDLE);
            settings.setInputBufferSize(BUFFER_BYTES);
            settings.setOutputBufferSize(BUFFER_BYTES);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String prefix = CONTEXT_PATH + "/";
            String path = request.getHttpURI().getCanonicalPath();
            if (path == null || !path.startsWith(prefix)) {
                return false;
            }
            String job = URIUtil.decodePath(path.substring(prefix.length()));
            if (job.isEmpty() || job.indexOf('/') >= 0) {
                return false;
            }
            Optional<JobId> asked = JobId.find(job);
            asked.ifPresent(id -> RequestJob.tell(request, id.value()));
            Negotiator negotiator =
                    new Negotiator(RequestJob.whileLogging(request, () -> authorizedJob(asked, request)), members);
            return mappings.upgrade(negotiator, new Nameless(request), response, callback, settings);
        }
    }

    private final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {
        private final Optional<JobId> job;
        private final Members members;

        Negotiator(Optional<JobId> job, Members members) {
            this.job = job;
            this.members = members;
        }

        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            boundSendBuffer(request.getConnectionMetaData().getConnection().getEndPoint());
            FrameQueue.Way way = new FrameQueue.Way(senders, frames);
            return new JobSocket(made.getAndIncrement() & Integer.MAX_VALUE, job, jobs, way, members);
        }
    }

    /** Without this the system would take up to megabytes for a client that takes nothing. */
    private static void boundSendBuffer(EndPoint endPoint) {
        EndPoint bare = endPoint;
        while (bare instanceof EndPoint.Wrapper wrapper) {
            bare = wrapper.unwrap();
        }
        if (bare.getTransport() instanceof NetworkChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            } catch (IOException e) {
                // Whatever is wrong with the connection shows at its next write.
                LOG.debug("WebSocket send buffer keeps its size reason={}", e.toString());
            }
        }
    }

    /** The request without its address, which would stay in memory as long as the socket, token and all. */
    private static final class Nameless extends Request.Wrapper {
        Nameless(Request request) {
            super(request);
        }

        @Override
        public HttpURI getHttpURI() {
            return HttpURI.from(CONTEXT_PATH);
        }
    }
}
