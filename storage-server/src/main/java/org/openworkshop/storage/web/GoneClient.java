/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.web;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers of resources to clients that may be gone: the first failure to write makes a debug line and ends the writing,
 * where the framework would log an error with its trace. The connection is closed by whoever lost it.
 */
public final class GoneClient implements WriterInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(GoneClient.class);

    private final Provider<Request> request;

    @Inject
    GoneClient(Provider<Request> request) {
        this.request = request;
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        OutputStream out = context.getOutputStream();
        context.setOutputStream(new UntilGone(out, request.get()));
        try {
            context.proceed();
        } finally {
            context.setOutputStream(out);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static final class UntilGone extends OutputStream {
        private final OutputStream out;
        private final Request request;
        private boolean gone;

        UntilGone(OutputStream out, Request request) {
            this.out = out;
            this.request = request;
        }

        @Override
        public void write(int b) {
            unlessGone(() -> out.write(b));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            unlessGone(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() {
            unlessGone(out::flush);
        }

        @Override
        public void close() {
            unlessGone(out::close);
        }

        private void unlessGone(Step step) {
            if (gone) {
                return;
            }
            try {
                step.run();
            } catch (IOException e) {
                gone = true;
                RequestJob.whileLogging(
                        request,
                        () -> LOG.debug(
                                "The client is gone before its answer reason={} request_id={}",
                                e.toString(),
                                RequestId.of(request)));
            }
        }
    }
}
