/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handler that is made while the port is already open, so that what needs less can answer at once. Requests for it wait until
 * it is made; when that failed, they fail with the cause. Its thread begins with this handler's start, and is waited for when
 * this handler stops. Thread-safe.
 */
public final class LateHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(LateHandler.class);
    private static final long LONGEST_START_SECONDS = 120;

    private final Supplier<Handler> maker;
    private final CompletableFuture<Handler> made = new CompletableFuture<>();

    /**
     * @param maker makes the handler, once; may take its time
     */
    public LateHandler(Supplier<Handler> maker) {
        this.maker = maker;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Thread thread = new Thread(this::make, "late-start");
        thread.setDaemon(true);
        thread.start();
    }

    private void make() {
        try {
            Handler handler = maker.get();
            handler.setServer(getServer());
            handler.start();
            made.complete(handler);
        } catch (Throwable e) {
            made.completeExceptionally(e);
            if (e instanceof Error error) {
                throw error;
            }
        }
    }

    /**
     * Waits until the handler is made.
     *
     * @throws ExecutionException with the reason why it could not be made
     * @throws TimeoutException when it takes minutes
     */
    public void await() throws InterruptedException, ExecutionException, TimeoutException {
        var unused = made.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return made.get(LONGEST_START_SECONDS, TimeUnit.SECONDS).handle(request, response, callback);
    }

    @Override
    protected void doStop() throws Exception {
        try {
            LifeCycle.stop(made.get(LONGEST_START_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            LOG.debug("There is nothing to stop", e);
        } finally {
            super.doStop();
        }
    }
}
