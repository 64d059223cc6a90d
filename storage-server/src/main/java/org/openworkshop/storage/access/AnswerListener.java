/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.access;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/** Collects one answer up to a cap, and ends the exchange when the service goes on beyond it. */
abstract class AnswerListener implements Response.Listener {
    private final int maxBytes;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean begun;
    private boolean cutOff;

    AnswerListener(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The whole answer, or its beginning. */
    abstract void answered(ServiceAnswer answer);

    /**
     * There is no whole answer.
     *
     * @param begun whether the first line of one had come
     */
    abstract void failed(Throwable failure, boolean begun);

    @Override
    public final void onBegin(Response response) {
        begun = true;
    }

    @Override
    public final void onContent(Response response, ByteBuffer content) {
        byte[] bytes = new byte[Math.min(content.remaining(), maxBytes - body.size())];
        cutOff |= bytes.length < content.remaining();
        content.get(bytes);
        body.writeBytes(bytes);
        if (cutOff) {
            var unused = response.abort(new IOException("The answer is longer than " + maxBytes + " bytes"));
        }
    }

    @Override
    public final void onComplete(Result result) {
        Throwable failure = result.getResponseFailure();
        if (failure == null && !begun) {
            failure = result.getRequestFailure();
        }
        if (failure == null || cutOff) {
            Response response = result.getResponse();
            answered(new ServiceAnswer(response.getStatus(), response.getHeaders(), body.toByteArray(), cutOff));
        } else {
            failed(failure, begun);
        }
    }
}
