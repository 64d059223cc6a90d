/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;

/** Counts the bytes of bodies that come in and go out, by route; those of fetched files too. Thread-safe. */
final class Traffic {
    private final Children<Route, CounterDataPoint> received;
    private final Children<Route, CounterDataPoint> sent;
    private final CounterDataPoint fetched;

    Traffic(Instruments instruments) {
        Counter in = instruments.counter(
                "storage_received_bytes_total",
                "Bytes of request bodies that came in, by route; \"fetch\" is what came from origins.",
                "route");
        Counter out = instruments.counter(
                "storage_sent_bytes_total", "Bytes of answers' bodies that went out, by route.", "route");
        received = new Children<>(Route.class, route -> in.labelValues(route.label()));
        sent = new Children<>(Route.class, route -> out.labelValues(route.label()));
        fetched = in.labelValues("fetch");
    }

    void received(Route route, long bytes) {
        if (bytes > 0) {
            received.of(route).inc(bytes);
        }
    }

    void sent(Route route, long bytes) {
        if (bytes > 0) {
            sent.of(route).inc(bytes);
        }
    }

    void fetched(long bytes) {
        fetched.inc(bytes);
    }
}
