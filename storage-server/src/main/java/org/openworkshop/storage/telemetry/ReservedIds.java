/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.trace.TraceContext;

/** Makes random ids, except for a span whose place was reserved, which gets the ids of that. Thread-safe. */
final class ReservedIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<@Nullable TraceContext> reserved = new ThreadLocal<>();

    /** Starts a span on this thread with the ids of a reserved place. */
    <T> T within(TraceContext place, Supplier<T> start) {
        reserved.set(place);
        try {
            return start.get();
        } finally {
            reserved.remove();
        }
    }

    @Override
    public String generateSpanId() {
        TraceContext place = reserved.get();
        return place == null ? random.generateSpanId() : place.spanId();
    }

    @Override
    public String generateTraceId() {
        TraceContext place = reserved.get();
        return place == null ? random.generateTraceId() : place.traceId();
    }
}
