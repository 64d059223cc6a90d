/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.time.Duration;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.openworkshop.storage.config.AppConfig;
import org.openworkshop.storage.config.TransferConfig;
import org.openworkshop.storage.web.FramingErrorHandler;
import org.openworkshop.storage.web.RequestBody;

/** Builds Jetty's server with our limits: threads and buffers. {@link Connectors} adds its ports. */
final class HttpServer {
    /** How long the rest of a refused body is read before its connection is closed. */
    static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    /** How much of a refused body is read before its connection is closed, in bytes. */
    static final long DRAIN_BYTES = 64L * 1024 * 1024;

    /**
     * How long a stop waits for threads: one half for them to end by themselves, the other, in which they write down what they
     * must, after they were interrupted.
     */
    static final Duration THREAD_STOP_TIME = Duration.ofSeconds(4);

    /** For everything but uploads: reading the network, forms, what Jersey answers. */
    private static final int THREADS = 200;

    /** Most that wait in uploads, whatever the settings say. */
    private static final int MOST_UPLOAD_THREADS = 2000;

    private static final long POOL_BYTES = 32L * 1024 * 1024;

    private HttpServer() {}

    /**
     * A server whose ports are not yet open.
     *
     * @throws StartException when certificate or key cannot be used
     */
    static Server create(AppConfig config, ConnectionLimit connections) throws StartException {
        // Platform threads, because packing runs on them: on virtual ones it would keep every carrier from other
        // requests.
        QueuedThreadPool threads = new QueuedThreadPool(THREADS + uploadThreads(config.transfer()));
        threads.setName("http");
        threads.setStopTimeout(THREAD_STOP_TIME.toMillis());
        Server server = new Server(
                threads, null, new ArrayByteBufferPool(-1, -1, RequestBody.BLOCK_BYTES, -1, POOL_BYTES, POOL_BYTES));
        Connectors.addTo(server, config, connections);
        server.setErrorHandler(new FramingErrorHandler());
        // GracefulStop comes before Jetty's own, see Connectors.
        server.setStopTimeout(0);
        return server;
    }

    /** An upload keeps its thread while it waits for a place, is received, and waits to be packed. */
    private static int uploadThreads(TransferConfig transfer) {
        return (int) Math.min(MOST_UPLOAD_THREADS, 2L * (transfer.uploadConcurrency() + transfer.queueSize()));
    }
}
