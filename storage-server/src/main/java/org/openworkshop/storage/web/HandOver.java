/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Where handlers that never block end and those that may begin. While threads are free, requests run through on one of them; when
 * all are taken, Jetty calls from the thread that reads the network, and from here the request waits for a thread. So what stands
 * before this handler answers even then.
 */
public final class HandOver extends Handler.Wrapper {
    public HandOver(Handler handler) {
        super(handler);
    }

    /** That Jetty may call from any thread; the server has to say so too, for which see where it is built. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.EITHER;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!Invocable.isNonBlockingInvocation()) {
            return super.handle(request, response, callback);
        }
        try {
            request.getComponents().getExecutor().execute(() -> run(request, response, callback));
        } catch (RejectedExecutionException e) {
            ErrorResponder.send(request, response, callback, ErrorCode.SERVER_BUSY);
        }
        return true;
    }

    private void run(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                ErrorResponder.send(request, response, callback, ErrorCode.NOT_FOUND);
            }
        } catch (Throwable e) {
            fail(request, response, callback, e);
        }
    }

    private static void fail(Request request, Response response, Callback callback, Throwable cause) {
        try {
            Response.writeError(request, response, callback, cause);
        } catch (Throwable e) {
            // Whatever else is wrong, the request ends.
            cause.addSuppressed(e);
            callback.failed(cause);
        }
    }
}
