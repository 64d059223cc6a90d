/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import org.openworkshop.storage.transfer.TransferListener.Way;

/** Measures how sources are made into results: how much smaller, and how fast. Thread-safe. */
final class PackMetrics {
    /** What is smaller is packed in the time that files take to be made, which says nothing about the packing. */
    private static final long LEAST_MEASURED_BYTES = 1024 * 1024;

    private final Children<Way, CounterDataPoint> sourceBytes;
    private final Children<Way, CounterDataPoint> resultBytes;
    private final Children<Way, CounterDataPoint> seconds;
    private final DistributionDataPoint ratio;
    private final DistributionDataPoint speed;

    PackMetrics(Instruments instruments) {
        sourceBytes = byWay(instruments, "storage_packing_source_bytes_total", "Bytes of sources that became results.");
        resultBytes = byWay(instruments, "storage_packing_result_bytes_total", "Bytes of the results they became.");
        seconds = byWay(instruments, "storage_packing_seconds_total", "Time that took, each job's counted in full.");
        ratio = instruments.histogram(
                "storage_repack_ratio",
                "Size of ZIPs that were packed here, compared with their sources.",
                Buckets.ratio());
        speed = instruments.histogram(
                "storage_repack_bytes_per_second",
                "Bytes of a source packed per second, of archives of 1 MiB and more that were there as a whole.",
                Buckets.speed());
    }

    private static Children<Way, CounterDataPoint> byWay(Instruments instruments, String name, String help) {
        Counter counter = instruments.counter(name, help, "way");
        return new Children<>(Way.class, way -> counter.labelValues(Children.label(way)));
    }

    void made(Way way, long source, long result, double took) {
        sourceBytes.of(way).inc(source);
        resultBytes.of(way).inc(result);
        seconds.of(way).inc(took);
        boolean packed = way == Way.REPACKED || way == Way.STREAMED;
        if (packed && source > 0) {
            ratio.observe((double) result / source);
        }
        if (way == Way.REPACKED && source >= LEAST_MEASURED_BYTES && took > 0) {
            speed.observe(source / took);
        }
    }
}
