/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.face.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.openworkshop.storage.web.ErrorCode;
import org.openworkshop.storage.web.ErrorResponder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that watch, at most {@value #MOST}. While there are any, what they show is put together every {@value #LOOK_MILLIS} ms,
 * once for all, and each is told what is new. Owns its thread. Thread-safe.
 */
final class AdminSockets implements AutoCloseable {
    static final int MOST = 16;

    private static final Logger LOG = LoggerFactory.getLogger(AdminSockets.class);
    private static final long LOOK_MILLIS = 400;
    private static final Duration IDLE = Duration.ofSeconds(90);
    /** Service Restart, in the registry of close codes that RFC 6455 section 11.7 sets up. */
    private static final int RESTART = 1012;

    private final Set<AdminSocket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places = new AtomicInteger();
    private final Supplier<Snapshot> snapshots;
    private final WebSocketMappings mappings;
    private final Configuration.ConfigurationCustomizer settings = new Configuration.ConfigurationCustomizer();
    private final ScheduledThreadPoolExecutor thread;
    /** Whether the next look is planned; only for the thread. */
    private boolean looking;

    /**
     * @param server whose buffers and threads are used
     */
    AdminSockets(Server server, Supplier<Snapshot> snapshots) {
        this.snapshots = snapshots;
        WebSocketExtensionRegistry extensions = new WebSocketExtensionRegistry();
        extensions.unregister("permessage-deflate");
        mappings = new WebSocketMappings(new WebSocketComponents(
                extensions, null, server.getByteBufferPool(), null, null, server.getThreadPool()));
        settings.setIdleTimeout(IDLE);
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "admin-watch");
            made.setDaemon(true);
            return made;
        });
        // No thread while nobody watches.
        thread.setKeepAliveTime(10, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes a socket of a request that was let in.
     *
     * @param allowed whether it may go on
     */
    boolean upgrade(Request request, Response response, Callback callback, BooleanSupplier allowed) throws IOException {
        if (places.get() >= MOST) {
            ErrorResponder.send(request, response, callback, ErrorCode.SERVER_BUSY);
            return true;
        }
        WebSocketNegotiator negotiator = new WebSocketNegotiator.AbstractNegotiator() {
            @Override
            public FrameHandler negotiate(
                    ServerUpgradeRequest asked, ServerUpgradeResponse answer, Callback negotiated) {
                return new AdminSocket(allowed, AdminSockets.this::join, AdminSockets.this::leave);
            }
        };
        if (!mappings.upgrade(negotiator, new Nameless(request), response, callback, settings)) {
            ErrorResponder.send(request, response, callback, ErrorCode.UPGRADE_REQUIRED);
        }
        return true;
    }

    private void join(AdminSocket socket) {
        sockets.add(socket);
        // Those that came between the look at the places and this.
        if (places.incrementAndGet() > MOST) {
            socket.close(RESTART, "Too many watch");
            return;
        }
        if (thread.isShutdown()) {
            socket.close(RESTART, "Server is stopping");
            return;
        }
        run(() -> begin(socket), 0);
    }

    private void leave(AdminSocket socket) {
        if (sockets.remove(socket)) {
            places.decrementAndGet();
        }
    }

    private void run(Runnable look, long afterMillis) {
        try {
            var unused = thread.schedule(
                    () -> {
                        try {
                            look.run();
                        } catch (RuntimeException e) {
                            LOG.error("Admin pages cannot be told", e);
                        }
                    },
                    afterMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The server stops", e);
        }
    }

    private void begin(AdminSocket socket) {
        if (!looking) {
            looking = true;
            run(this::look, LOOK_MILLIS);
        }
        socket.tell(snapshots.get(), System.nanoTime());
    }

    private void look() {
        looking = !sockets.isEmpty();
        if (looking) {
            run(this::look, LOOK_MILLIS);
            Snapshot now = snapshots.get();
            sockets.forEach(socket -> socket.tell(now, System.nanoTime()));
        }
    }

    /** Ends all sockets, and takes no more. */
    @Override
    public void close() {
        thread.shutdownNow();
        sockets.forEach(socket -> socket.close(RESTART, "Server is stopping"));
    }

    /** The request without its address, which would stay in memory as long as the socket. */
    private static final class Nameless extends Request.Wrapper {
        Nameless(Request request) {
            super(request);
        }

        @Override
        public HttpURI getHttpURI() {
            return HttpURI.from(AdminHandler.PATH + "ws");
        }
    }
}
