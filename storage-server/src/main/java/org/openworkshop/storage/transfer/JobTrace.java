/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.trace.TraceContext;

/**
 * The trace of one attempt at a job, as the record keeps it, so that it goes on after a restart. In the record:
 *
 * <pre>
 *   traceparent   the place of the attempt's own span, which is told when the attempt ends
 *   parent_id     the span of the request that began it; absent when it has none
 *   started_ms    when it began, milliseconds since 1970
 * </pre>
 */
record JobTrace(TraceContext place, @Nullable TraceContext parent, Instant started) {
    private static final String TRACEPARENT = "traceparent";
    private static final String PARENT_ID = "parent_id";
    private static final String STARTED = "started_ms";

    /** The trace a record tells of, null when it tells of none. */
    static @Nullable JobTrace of(JobRecord record) {
        Map<String, @Nullable Object> stored = record.object(RecordKey.TRACE);
        if (!(stored.get(TRACEPARENT) instanceof String header) || !(stored.get(STARTED) instanceof Number millis)) {
            return null;
        }
        TraceContext place = TraceContext.parse(header).orElse(null);
        if (place == null) {
            return null;
        }
        boolean hasParent = stored.get(PARENT_ID) instanceof String id && TraceContext.isSpanId(id);
        TraceContext parent = hasParent
                ? new TraceContext(place.traceId(), String.valueOf(stored.get(PARENT_ID)), place.sampled())
                : null;
        return new JobTrace(place, parent, Instant.ofEpochMilli(millis.longValue()));
    }

    /** The place of a record's trace that further work is part of; null when there is none. */
    static @Nullable TraceContext placeOf(JobRecord record) {
        JobTrace trace = of(record);
        return trace == null ? null : trace.place();
    }

    JobRecord addTo(JobRecord record) {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put(TRACEPARENT, place.toHeader());
        if (parent != null) {
            stored.put(PARENT_ID, parent.spanId());
        }
        stored.put(STARTED, started.toEpochMilli());
        return record.with(RecordKey.TRACE, stored);
    }
}
