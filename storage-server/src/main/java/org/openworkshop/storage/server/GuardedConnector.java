/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.openworkshop.storage.download.SendfileConnector;

/**
 * A port that keeps to a {@link ConnectionLimit} and a {@link HeaderDeadline}, and on which connections open while every thread
 * for requests is taken: Jetty would open them on those, so that a health check would wait behind the uploads.
 */
final class GuardedConnector extends SendfileConnector {
    private static final int OPENING_THREADS = 2;

    /** They also answer what needs no disk, so no processor is to wait for one of them. */
    private static final int SELECTORS = Math.min(8, Runtime.getRuntime().availableProcessors());

    private static final int JETTYS_CHOICE = -1;

    private final ConnectionLimit limit;
    private final HeaderDeadline deadline;

    /**
     * @param limit shared by all ports of a server
     * @param header how long a request's headers may take
     */
    GuardedConnector(Server server, ConnectionLimit limit, Duration header, ConnectionFactory... factories) {
        super(server, JETTYS_CHOICE, SELECTORS, factories);
        this.limit = limit;
        this.deadline = new HeaderDeadline(this::getConnectedEndPoints, limit, header, getScheduler());
        addBean(deadline);
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        boolean taken = limit.enter(endPoint);
        super.onEndPointOpened(endPoint);
        if (!taken) {
            endPoint.close();
        }
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        limit.leave(endPoint);
        super.onEndPointClosed(endPoint);
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new OpeningManager(executor, scheduler, selectors);
    }

    private final class OpeningManager extends ServerConnectorManager {
        private final ThreadPoolExecutor opening;

        OpeningManager(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
            // Bounded by the connections there can be: each is opened and closed once.
            opening = new ThreadPoolExecutor(
                    OPENING_THREADS, OPENING_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                        Thread thread = new Thread(task, "http-connect");
                        thread.setDaemon(true);
                        return thread;
                    });
            opening.allowCoreThreadTimeOut(true);
        }

        /** What can be closed opens or ends a connection; the rest selects, as long as the server runs. */
        @Override
        protected void execute(Runnable task) {
            if (task instanceof Closeable) {
                opening.execute(task);
            } else {
                super.execute(task);
            }
        }
    }
}
