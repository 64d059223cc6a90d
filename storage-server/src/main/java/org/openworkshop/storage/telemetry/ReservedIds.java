/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.telemetry;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.trace.TraceContext;

/** Makes random ids, except for a span whose place was reserved, which gets the ids of that. Thread-safe. */
final class ReservedIds implements IdGenerator {
    private static final ThreadLocal<@Nullable TraceContext> RESERVED = new ThreadLocal<>();

    private final IdGenerator random = IdGenerator.random();

    /** Starts a span on this thread with the ids of a reserved place. */
    <T> T within(TraceContext place, Supplier<T> start) {
        RESERVED.set(place);
        try {
            return start.get();
        } finally {
            RESERVED.remove();
        }
    }

    @Override
    public String generateSpanId() {
        TraceContext place = RESERVED.get();
        return place == null ? random.generateSpanId() : place.spanId();
    }

    @Override
    public String generateTraceId() {
        TraceContext place = RESERVED.get();
        return place == null ? random.generateTraceId() : place.traceId();
    }
}
