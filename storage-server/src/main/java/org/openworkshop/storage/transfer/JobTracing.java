/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.archive.PackListener;
import org.openworkshop.storage.trace.Span;
import org.openworkshop.storage.trace.TraceContext;
import org.openworkshop.storage.trace.Tracing;

/**
 * Tells how long jobs and their steps take. An attempt has a span of its own, and its steps are parts of it, whichever process they
 * ran in: its place is reserved and recorded when the attempt begins, and filled when it ends. Thread-safe.
 */
final class JobTracing {
    private final Tracing tracing;
    private final Clock clock;

    JobTracing(Tracing tracing, Clock clock) {
        this.tracing = tracing;
        this.clock = clock;
    }

    /**
     * A new attempt's first record, with its trace where there is one.
     *
     * @param caller the request that began it, null when nobody follows it
     */
    JobRecord begin(JobRecord first, @Nullable TraceContext caller) {
        TraceContext place = tracing.reserve(caller);
        return place == null ? first : new JobTrace(place, caller, clock.instant()).addTo(first);
    }

    /**
     * An attempt ended.
     *
     * @param record one that tells of the attempt
     * @param reason the word Manager reads; null when it did not fail
     */
    void ended(JobId id, JobRecord record, @Nullable String reason) {
        JobTrace trace = tracing.isOn() ? JobTrace.of(record) : null;
        if (trace == null) {
            return;
        }
        Span span = tracing.fill("job", trace.place(), trace.parent(), trace.started())
                .with("job.id", id.value());
        String kind = record.text(RecordKey.TRANSFER_KIND);
        if (kind != null) {
            span.with("transfer.kind", kind);
        }
        if (reason != null) {
            span.failed(reason);
        }
        span.end();
    }

    /** Begins a step of the attempt a record tells of. */
    Span step(JobRecord record, String name) {
        TraceContext place = tracing.isOn() ? JobTrace.placeOf(record) : null;
        return place == null ? Span.NONE : tracing.start(name, Span.Kind.INTERNAL, place);
    }

    /** Does a step's work within its span. */
    <T> T step(JobRecord record, String name, Work<T> work)
            throws TransferException, IOException, InterruptedException {
        Span span = step(record, name);
        try {
            return work.run(span);
        } catch (Throwable e) {
            span.failed(reason(e));
            throw e;
        } finally {
            span.end();
        }
    }

    /** What is done within a span. */
    interface Work<T> {
        T run(Span span) throws TransferException, IOException, InterruptedException;
    }

    /** The steps of packing, told by what a listener hears. */
    PackSpans packing(JobRecord record, PackListener listener) {
        return new PackSpans(name -> step(record, name), listener, false);
    }

    /** The same, of a head start that may come to nothing. */
    PackSpans earlyPacking(JobRecord record, PackListener listener) {
        return new PackSpans(name -> step(record, name), listener, true);
    }

    private static String reason(Throwable failure) {
        if (failure instanceof TransferException known) {
            return known.reasonText();
        }
        boolean interrupted = failure instanceof InterruptedException
                || failure instanceof InterruptedIOException
                || failure instanceof ClosedByInterruptException;
        return interrupted ? FailureReason.INTERRUPTED.wireName(0) : FailureReason.EXCEPTION.wireName(0);
    }
}
