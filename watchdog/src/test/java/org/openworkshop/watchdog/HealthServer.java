/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.watchdog;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with a health address that answers as it is told to, dies and comes back. */
final class HealthServer implements AutoCloseable {
    final AtomicInteger requests = new AtomicInteger();
    volatile int status = 200;
    volatile boolean flaps;
    /** How long each answer takes. */
    volatile Duration delay = Duration.ZERO;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int port;
    private HttpServer server;

    HealthServer() throws IOException {
        server = start(0);
        port = server.getAddress().getPort();
    }

    int port() {
        return port;
    }

    void die() {
        server.stop(0);
    }

    void comeBack() throws IOException {
        server = start(port);
    }

    void hang() {
        delay = Duration.ofDays(1);
    }

    private HttpServer start(int wanted) throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
        started.setExecutor(threads);
        started.createContext("/healthz", exchange -> {
            requests.incrementAndGet();
            if (flaps) {
                status = status == 200 ? 503 : 200;
            }
            pause();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        started.start();
        return started;
    }

    private void pause() {
        try {
            closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
