/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Gives every request an id, tells it to the client as {@code X-Request-Id} and keeps it for the log. No two requests of a
 * process have the same one, those of different processes almost surely not. An id finds lines of the log and opens nothing, so
 * it need not be hard to guess.
 */
public final class RequestId extends Handler.Wrapper {
    private static final String ATTRIBUTE = RequestId.class.getName();
    /** The golden ratio's bits: the steps of SplitMix64 (Steele, Lea, Flood 2014). */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private static final AtomicLong NEXT = new AtomicLong(new SecureRandom().nextLong());

    public RequestId(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        give(request, response);
        return super.handle(request, response, callback);
    }

    /** Gives a request its id, also one that was refused before it came here; one that has an id keeps it. */
    static void give(Request request, Response response) {
        if (request.getAttribute(ATTRIBUTE) == null) {
            request.setAttribute(ATTRIBUTE, HexFormat.of().toHexDigits(mixed(NEXT.getAndAdd(STEP))));
        }
        response.getHeaders().put("X-Request-Id", of(request));
    }

    /** SplitMix64's mixing: different numbers stay different, and neighbours look unrelated. */
    private static long mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The request's id, {@code -} for one that has none yet. */
    public static String of(Request request) {
        Object id = request.getAttribute(ATTRIBUTE);
        return id == null ? "-" : id.toString();
    }
}
