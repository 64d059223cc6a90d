/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.transfer;

import java.io.IOException;
import java.util.function.Function;
import org.openworkshop.storage.archive.PackListener;
import org.openworkshop.storage.trace.Span;

/**
 * The spans of one file's packing, one after the other: {@code probe} until the format is known, {@code extract} until the first
 * entry is written, {@code repack} until the end. Hears what its listener hears, and hands it on. For the packing thread.
 */
final class PackSpans implements PackListener, AutoCloseable {
    private final Function<String, Span> steps;
    private final PackListener listener;
    private final boolean early;
    private Span span;
    private Step step = Step.PROBE;

    private enum Step {
        PROBE,
        EXTRACT,
        REPACK,
        OVER
    }

    /**
     * Begins.
     *
     * @param steps starts the span of a name
     * @param early whether it is a head start: one that ends before the format is known was none, and is not told
     */
    PackSpans(Function<String, Span> steps, PackListener listener, boolean early) {
        this.steps = steps;
        this.listener = listener;
        this.early = early;
        this.span = begin("probe");
    }

    /** Who is to listen to the packing: nobody new when nobody follows the spans. */
    PackListener listener() {
        return span == Span.NONE ? listener : this;
    }

    private Span begin(String name) {
        Span begun = steps.apply(name);
        return early ? begun.with("early", "true") : begun;
    }

    @Override
    public void probed(String format) {
        if (step == Step.PROBE) {
            span.with("archive.format", format).end();
            step = Step.EXTRACT;
            span = begin("extract");
        }
        listener.probed(format);
    }

    @Override
    public void extracting(int percent) {
        listener.extracting(percent);
    }

    @Override
    public void repacking(int percent) throws IOException {
        if (step == Step.EXTRACT) {
            span.end();
            step = Step.REPACK;
            span = begin("repack");
        }
        listener.repacking(percent);
    }

    @Override
    public void working() {
        listener.working();
    }

    @Override
    public void writing(long bytes) throws IOException {
        listener.writing(bytes);
    }

    /** The step under way failed. */
    void failed(String reason) {
        if (step != Step.OVER) {
            span.failed(reason);
        }
    }

    /** Ends the step under way. */
    @Override
    public void close() {
        boolean untold = early && step == Step.PROBE;
        if (step != Step.OVER && !untold) {
            span.end();
        }
        step = Step.OVER;
    }
}
