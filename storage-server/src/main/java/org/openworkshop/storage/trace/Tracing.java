/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go. Implementations are thread-safe, never block and never fail, whatever becomes of the spans.
 *
 * <p>A span lives in one process. Work that may outlive it reserves a place instead, which is kept with the work, and tells the
 * span that fills it when the work is over, in whichever process that is.
 */
public interface Tracing {
    /** Nobody follows. */
    Tracing OFF = new Tracing() {};

    /** Whether anybody follows. */
    default boolean isOn() {
        return false;
    }

    /**
     * Starts a span.
     *
     * @param name from a closed list
     * @param parent what the work is part of; null begins a trace
     */
    default Span start(String name, Span.Kind kind, @Nullable TraceContext parent) {
        return Span.NONE;
    }

    /**
     * A place for a span that is told later, and whose parts may be told before.
     *
     * @param parent what the work is part of; null begins a trace
     * @return null when nobody follows
     */
    default @Nullable TraceContext reserve(@Nullable TraceContext parent) {
        return null;
    }

    /**
     * The span that fills a reserved place; to be told once for each.
     *
     * @param name the same for all reserved places
     * @param parent as it was when the place was reserved
     * @param started when the work began
     */
    default Span fill(String name, TraceContext place, @Nullable TraceContext parent, Instant started) {
        return Span.NONE;
    }
}
