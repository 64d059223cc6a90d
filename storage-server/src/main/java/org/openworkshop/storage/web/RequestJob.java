/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import org.eclipse.jetty.server.Request;
import org.slf4j.MDC;

/** Which job a request is about, for the log. */
public final class RequestJob {
    private static final String ATTRIBUTE = RequestJob.class.getName();
    private static final String NAME = "job";

    private RequestJob() {}

    /** Keeps the job for what is logged about the request. */
    public static void tell(Request request, String jobId) {
        request.setAttribute(ATTRIBUTE, jobId);
    }

    /** Logs lines that also tell the request's job, where it is known. */
    static void whileLogging(Request request, Runnable lines) {
        if (!(request.getAttribute(ATTRIBUTE) instanceof String job) || MDC.get(NAME) != null) {
            lines.run();
            return;
        }
        MDC.put(NAME, job);
        try {
            lines.run();
        } finally {
            MDC.remove(NAME);
        }
    }
}
