/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import org.openworkshop.storage.access.AccessDecision;
import org.openworkshop.storage.access.AccessListener;

/** Counts what is decided about protected downloads, and how long that takes. Thread-safe. */
final class AccessMetrics implements AccessListener {
    private final Children<Outcome, CounterDataPoint> checks;
    private final Children<Outcome, DistributionDataPoint> times;

    private enum Outcome {
        ALLOWED,
        REFUSED,
        UNAVAILABLE
    }

    AccessMetrics(Instruments instruments) {
        Counter decided = instruments.counter(
                "storage_access_checks_total",
                "Permissions for protected downloads, by outcome; unavailable is no word from the access service.",
                "outcome");
        Histogram asked = instruments.histogram(
                "storage_access_check_seconds",
                "How long the access service took, for the permissions it was asked about.",
                Buckets.exchange(),
                "outcome");
        checks = new Children<>(Outcome.class, outcome -> decided.labelValues(Children.label(outcome)));
        times = new Children<>(Outcome.class, outcome -> asked.labelValues(Children.label(outcome)));
    }

    @Override
    public void checked(AccessDecision decision, Duration took) {
        Outcome notAllowed = decision.status() >= 500 ? Outcome.UNAVAILABLE : Outcome.REFUSED;
        Outcome outcome = decision.allowed() ? Outcome.ALLOWED : notAllowed;
        checks.of(outcome).inc();
        if (!took.isZero()) {
            times.of(outcome).observe(Unit.nanosToSeconds(took.toNanos()));
        }
    }
}
