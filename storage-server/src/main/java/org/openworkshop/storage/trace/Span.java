/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.trace;

import org.jspecify.annotations.Nullable;

/**
 * One piece of work with a beginning and an end. Whoever started it ends it, once, on whatever thread. Thread-safe; never blocks and
 * never fails. What is said of a span leaves this machine: no secrets, no addresses with a query, no names of users' files.
 */
public interface Span {
    /** The span of work that nobody follows. */
    Span NONE = new Span() {};

    /** What takes part in the work. */
    enum Kind {
        /** Work of this process. */
        INTERNAL,
        /** A request that is answered. */
        SERVER,
        /** A request that is made. */
        CLIENT
    }

    /** Its place in the trace, for those it calls; null when nobody follows it. */
    default @Nullable TraceContext context() {
        return null;
    }

    /** Says something of the work. */
    default Span with(String key, String value) {
        return this;
    }

    /** Says something of the work. */
    default Span with(String key, long value) {
        return this;
    }

    /**
     * The work failed.
     *
     * @param reason a word from a closed list, never a message
     */
    default void failed(String reason) {}

    /** The work is over. */
    default void end() {}
}
