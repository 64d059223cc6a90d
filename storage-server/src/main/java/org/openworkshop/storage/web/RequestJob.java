/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.slf4j.MDC;

/** Which job a request is about, also one that is refused, for the log. */
public final class RequestJob {
    private static final String ATTRIBUTE = RequestJob.class.getName();
    private static final String NAME = "job";

    private RequestJob() {}

    /** Keeps the job for what is logged about the request. */
    public static void tell(Request request, String jobId) {
        request.setAttribute(ATTRIBUTE, jobId);
    }

    /** Logs lines that also tell the request's job, where it is known. */
    public static void whileLogging(Request request, Runnable lines) {
        var unused = whileLogging(request, () -> {
            lines.run();
            return NAME;
        });
    }

    /** Does work whose lines also tell the request's job, where it is known; the request's id is theirs to tell. */
    public static <T> T whileLogging(Request request, Supplier<T> work) {
        if (!(request.getAttribute(ATTRIBUTE) instanceof String job) || MDC.get(NAME) != null) {
            return work.get();
        }
        MDC.put(NAME, job);
        try {
            return work.get();
        } finally {
            MDC.remove(NAME);
        }
    }
}
