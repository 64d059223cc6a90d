/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Where handlers that never block end and those that may begin. What stands before this handler runs on the threads that read the
 * network, so it answers without waking another thread, and even when all threads for requests are taken; from here requests wait
 * for a thread of their own. What follows the end of a request, such as a request log, may run on either.
 */
public final class HandOver extends Handler.Wrapper {
    public HandOver(Handler handler) {
        super(handler);
    }

    /** Whatever the handlers behind do. Those before say what this one says, and in the end the server. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
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
