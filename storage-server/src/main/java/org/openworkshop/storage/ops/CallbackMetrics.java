/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openworkshop.storage.callback.Attempt;
import org.openworkshop.storage.callback.AttemptListener;

/** Counts attempts to tell Manager of completions, and how long they take. Thread-safe. */
final class CallbackMetrics implements AttemptListener {
    private final Children<Attempt.Outcome, CounterDataPoint> attempts;
    private final DistributionDataPoint times;

    CallbackMetrics(PrometheusRegistry registry) {
        Counter ended = Counter.builder()
                .name("storage_callback_attempts_total")
                .help("Attempts to tell Manager of a completion: delivered, to be repeated (retry), or refused for good.")
                .labelNames("outcome")
                .withoutExemplars()
                .register(registry);
        attempts = new Children<>(Attempt.Outcome.class, outcome -> ended.labelValues(Children.label(outcome)));
        times = Histogram.builder()
                .name("storage_callback_attempt_seconds")
                .help("How long attempts to tell Manager took; it moves the result meanwhile.")
                .classicOnly()
                .classicUpperBounds(Buckets.exchange())
                .withoutExemplars()
                .register(registry);
    }

    @Override
    public void attempted(Attempt.Outcome outcome, Duration took) {
        attempts.of(outcome).inc();
        times.observe((double) took.toNanos() / TimeUnit.SECONDS.toNanos(1));
    }
}
