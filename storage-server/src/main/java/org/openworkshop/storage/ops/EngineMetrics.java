/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.openworkshop.storage.archive.NativeEngineListener;

/** Counts what happens to the processes of the native archive engine. Thread-safe. */
final class EngineMetrics implements NativeEngineListener {
    private final CounterDataPoint starts;
    private final Children<Failure, CounterDataPoint> failures;

    EngineMetrics(PrometheusRegistry registry) {
        starts = Counter.builder()
                .name("storage_native_engine_starts_total")
                .help("Processes of the native archive engine that were started.")
                .withoutExemplars()
                .register(registry);
        Counter lost = Counter.builder()
                .name("storage_native_engine_failures_total")
                .help("Processes of the native archive engine that were lost: start, crash, memory, silence, protocol.")
                .labelNames("reason")
                .withoutExemplars()
                .register(registry);
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
