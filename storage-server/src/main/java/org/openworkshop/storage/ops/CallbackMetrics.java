/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import org.openworkshop.storage.callback.Attempt;
import org.openworkshop.storage.callback.AttemptListener;

/** Counts attempts to tell Manager of completions, and how long they take. Thread-safe. */
final class CallbackMetrics implements AttemptListener {
    private final Children<Attempt.Outcome, CounterDataPoint> attempts;
    private final DistributionDataPoint times;

    CallbackMetrics(Instruments instruments) {
        Counter ended = instruments.counter(
                "storage_callback_attempts_total",
                "Attempts to tell Manager of a completion: delivered, to be repeated (retry), or refused for good.",
                "outcome");
        attempts = new Children<>(Attempt.Outcome.class, outcome -> ended.labelValues(Children.label(outcome)));
        times = instruments.histogram(
                "storage_callback_attempt_seconds",
                "How long attempts to tell Manager took; it moves the result meanwhile.",
                Buckets.exchange());
    }

    @Override
    public void attempted(Attempt.Outcome outcome, Duration took) {
        attempts.of(outcome).inc();
        times.observe(Unit.nanosToSeconds(took.toNanos()));
    }
}
