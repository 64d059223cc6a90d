/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.config.TelemetryConfig;
import org.openworkshop.storage.trace.Span;
import org.openworkshop.storage.trace.TraceContext;
import org.openworkshop.storage.trace.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports spans with OpenTelemetry. They wait in a bounded queue, from which one thread sends them in batches; when it is full,
 * further ones are dropped. Nobody who tells a span ever waits. Thread-safe; the owner closes it when no more spans come.
 */
public final class Telemetry implements Tracing, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private static final int MOST_WAITING = 4096;
    private static final int BATCH = 512;
    private static final int MOST_VALUE_CHARS = 256;
    private static final Duration BATCH_DELAY = Duration.ofSeconds(1);
    /** How long a stop waits for the last spans to leave. */
    private static final Duration CLOSING = Duration.ofSeconds(2);
    /** Kept, because the logging of Java forgets levels of loggers that nobody holds. */
    private static final java.util.logging.Logger OF_LIBRARY = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final ReservedIds ids = new ReservedIds();
    private final SpanExporter exporter;
    private final Sampler sampler;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private Telemetry(SpanExporter exporter, TelemetryConfig.Export config) {
        this.exporter = exporter;
        this.sampler = Samplers.of(config.sampling());
        this.provider = SdkTracerProvider.builder()
                .setResource(Resources.of(config.service()))
                .setSampler(sampler)
                .setIdGenerator(ids)
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MOST_VALUE_CHARS)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(MOST_WAITING)
                        .setMaxExportBatchSize(BATCH)
                        .setScheduleDelay(BATCH_DELAY)
                        .setExporterTimeout(config.destination().timeout().multipliedBy(2))
                        .build())
                .build();
        this.tracer = provider.get("org.openworkshop.storage");
    }

    /**
     * Begins to export. Connects with the first batch; a receiver that cannot be reached costs spans and nothing else.
     *
     * @throws IOException when certificates that are to be trusted cannot be used
     */
    public static Telemetry start(TelemetryConfig.Export config) throws IOException {
        // What it says of each failed batch, ReportedExporter says once.
        OF_LIBRARY.setLevel(Level.OFF);
        TelemetryConfig.Destination to = config.destination();
        Telemetry telemetry = new Telemetry(new ReportedExporter(Exporters.of(to), to.url()), config);
        LOG.info("Traces are exported url={} protocol={}", to.url(), to.grpc() ? "grpc" : "http");
        return telemetry;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Span start(String name, Span.Kind kind, @Nullable TraceContext parent) {
        return new ExportedSpan(builder(name, kind, parent).startSpan());
    }

    @Override
    public TraceContext reserve(@Nullable TraceContext parent) {
        String traceId = parent == null ? ids.generateTraceId() : parent.traceId();
        SamplingDecision decision = sampler.shouldSample(
                        within(parent, false), traceId, "", SpanKind.INTERNAL, Attributes.empty(), List.of())
                .getDecision();
        return new TraceContext(traceId, ids.generateSpanId(), decision == SamplingDecision.RECORD_AND_SAMPLE);
    }

    @Override
    public Span fill(String name, TraceContext place, @Nullable TraceContext parent, Instant started) {
        if (!place.sampled()) {
            return Span.NONE;
        }
        SpanBuilder builder = builder(name, Span.Kind.INTERNAL, parent).setStartTimestamp(started);
        return new ExportedSpan(ids.within(place, builder::startSpan));
    }

    private SpanBuilder builder(String name, Span.Kind kind, @Nullable TraceContext parent) {
        return tracer.spanBuilder(name)
                .setSpanKind(
                        switch (kind) {
                            case INTERNAL -> SpanKind.INTERNAL;
                            case SERVER -> SpanKind.SERVER;
                            case CLIENT -> SpanKind.CLIENT;
                        })
                .setParent(within(parent, kind == Span.Kind.SERVER));
    }

    /** The context of what is part of a span, of another process where {@code remote}. */
    private static Context within(@Nullable TraceContext parent, boolean remote) {
        if (parent == null) {
            return Context.root();
        }
        TraceFlags flags = parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
        SpanContext place = remote
                ? SpanContext.createFromRemoteParent(parent.traceId(), parent.spanId(), flags, TraceState.getDefault())
                : SpanContext.create(parent.traceId(), parent.spanId(), flags, TraceState.getDefault());
        return Context.root().with(io.opentelemetry.api.trace.Span.wrap(place));
    }

    /** Sends what waits, for two seconds at most; what has not left then is lost. */
    @Override
    public void close() {
        if (!provider.shutdown().join(CLOSING.toMillis(), TimeUnit.MILLISECONDS).isSuccess()) {
            LOG.info("The last traces did not leave in time");
        }
        var unused = exporter.shutdown();
    }
}
