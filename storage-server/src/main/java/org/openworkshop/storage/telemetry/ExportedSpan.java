/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.openworkshop.storage.trace.Span;
import org.openworkshop.storage.trace.TraceContext;

/** A span of OpenTelemetry's. Thread-safe. */
final class ExportedSpan implements Span {
    private final io.opentelemetry.api.trace.Span span;
    private final TraceContext context;

    ExportedSpan(io.opentelemetry.api.trace.Span span) {
        this.span = span;
        SpanContext place = span.getSpanContext();
        this.context = new TraceContext(place.getTraceId(), place.getSpanId(), place.isSampled());
    }

    @Override
    public TraceContext context() {
        return context;
    }

    @Override
    public Span with(String key, String value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public Span with(String key, long value) {
        span.setAttribute(key, value);
        return this;
    }

    @Override
    public void failed(String reason) {
        span.setAttribute("error.type", reason);
        span.setStatus(StatusCode.ERROR, reason);
    }

    @Override
    public void end() {
        span.end();
    }
}
