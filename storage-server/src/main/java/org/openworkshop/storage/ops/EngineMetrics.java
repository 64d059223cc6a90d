/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import org.openworkshop.storage.archive.NativeEngineListener;

/** Counts what happens to the processes of the native archive engine. Thread-safe. */
final class EngineMetrics implements NativeEngineListener {
    private final CounterDataPoint starts;
    private final Children<Failure, CounterDataPoint> failures;

    EngineMetrics(Instruments instruments) {
        starts = instruments.counter(
                "storage_native_engine_starts_total", "Processes of the native archive engine that were started.");
        Counter lost = instruments.counter(
                "storage_native_engine_failures_total",
                "Processes of the native archive engine that were lost: start, crash, memory, silence, protocol.",
                "reason");
        failures = new Children<>(Failure.class, reason -> lost.labelValues(reason.word()));
    }

    @Override
    public void started() {
        starts.inc();
    }

    @Override
    public void failed(Failure reason) {
        failures.of(reason).inc();
    }
}
