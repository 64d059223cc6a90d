/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exporter that says once that spans do not arrive, and once that they do again, however many batches fail in between.
 * OpenTelemetry's own complaints, one for each batch, are kept out of the log. Thread-safe.
 */
final class ReportedExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ReportedExporter.class);
    private static final int MOST_CHARS = 300;

    private final SpanExporter exporter;
    private final URI url;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();

    /** @param url where the spans go, for the log */
    ReportedExporter(SpanExporter exporter, URI url) {
        this.exporter = exporter;
        this.url = url;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> report(result, count));
    }

    private void report(CompletableResultCode result, int count) {
        if (!result.isSuccess()) {
            lost.addAndGet(count);
            if (failing.compareAndSet(false, true)) {
                LOG.warn("Traces do not arrive, they are dropped meanwhile url={} reason={}", url, reason(result));
            }
        } else if (failing.compareAndSet(true, false)) {
            LOG.info("Traces arrive again url={} lost_spans={}", url, lost.getAndSet(0));
        }
    }

    private static String reason(CompletableResultCode result) {
        String line = text(result.getFailureThrowable()).replaceAll("[\\p{Cntrl}\"]", " ");
        return line.length() > MOST_CHARS ? line.substring(0, MOST_CHARS) : line;
    }

    /** The library's own exceptions say nothing by themselves. Internal to it, and the only place where the status is. */
    private static String text(@Nullable Throwable failure) {
        if (failure instanceof HttpExportException http && http.getResponse() != null) {
            return "status " + http.getResponse().getStatusCode();
        }
        if (failure instanceof GrpcExportException grpc && grpc.getResponse() != null) {
            return "gRPC status " + grpc.getResponse().getStatusCode() + " "
                    + grpc.getResponse().getStatusDescription();
        }
        @Nullable Throwable cause = failure == null ? null : failure.getCause();
        return String.valueOf(cause == null ? failure : cause);
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
