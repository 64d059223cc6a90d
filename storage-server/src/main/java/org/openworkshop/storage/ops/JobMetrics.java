/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.transfer.FailureReason;
import org.openworkshop.storage.transfer.JobLine;
import org.openworkshop.storage.transfer.Stage;
import org.openworkshop.storage.transfer.TransferListener;
import org.openworkshop.storage.transfer.TransferOrder.Kind;

/** Counts what happens to jobs. Thread-safe. */
final class JobMetrics implements TransferListener {
    private final Traffic traffic;
    private final PackMetrics packing;
    private final Children<Kind, CounterDataPoint> started;
    private final Children<Kind, CounterDataPoint> succeeded;
    private final Children<Kind, Children<FailureReason, CounterDataPoint>> failed;
    /** Those in which work is done; how long jobs wait to begin, the queues tell. */
    private final Map<Stage, DistributionDataPoint> stages = new EnumMap<>(Stage.class);

    private final Children<JobLine, DistributionDataPoint> waits;
    private final Counter movedBytes;

    JobMetrics(PrometheusRegistry registry, Traffic traffic) {
        this.traffic = traffic;
        this.packing = new PackMetrics(registry);
        Counter begun = Counter.builder()
                .name("storage_transfers_started_total")
                .help("Uploads and fetches that began.")
                .labelNames("kind")
                .withoutExemplars()
                .register(registry);
        Counter finished = Counter.builder()
                .name("storage_transfers_finished_total")
                .help("Attempts at jobs that ended, by outcome and reason.")
                .labelNames("kind", "outcome", "reason")
                .withoutExemplars()
                .register(registry);
        Histogram stageTimes = Histogram.builder()
                .name("storage_job_stage_seconds")
                .help("How long jobs were in a stage, until they went on or failed.")
                .labelNames("stage")
                .classicOnly()
                .classicUpperBounds(Buckets.work())
                .withoutExemplars()
                .register(registry);
        Histogram waitTimes = Histogram.builder()
                .name("storage_queue_wait_seconds")
                .help("How long jobs waited in a queue, until their turn came or they gave up.")
                .labelNames("queue")
                .classicOnly()
                .classicUpperBounds(Buckets.work())
                .withoutExemplars()
                .register(registry);
        started = new Children<>(Kind.class, kind -> begun.labelValues(kind.wireName()));
        succeeded = new Children<>(Kind.class, kind -> finished.labelValues(kind.wireName(), "success", ""));
        failed = new Children<>(
                Kind.class,
                kind -> new Children<>(
                        FailureReason.class,
                        reason -> finished.labelValues(kind.wireName(), "error", Children.label(reason))));
        for (Stage stage : Stage.values()) {
            if (isWork(stage)) {
                stages.put(stage, stageTimes.labelValues(stage.wireName()));
            }
        }
        waits = new Children<>(JobLine.class, line -> waitTimes.labelValues(line.word()));
        movedBytes = Counter.builder()
                .name("storage_moved_bytes_total")
                .help("Bytes moved to their permanent place.")
                .withoutExemplars()
                .register(registry);
    }

    private static boolean isWork(Stage stage) {
        return switch (stage) {
            case PENDING, PACKED, ERROR -> false;
            case UPLOADING, UPLOADED, DOWNLOADING, DOWNLOADED, EXTRACTING, REPACKING, PROCESSING -> true;
        };
    }

    private static double seconds(Duration time) {
        return (double) time.toNanos() / TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void started(Kind kind) {
        started.of(kind).inc();
    }

    @Override
    public void fetched(long bytes) {
        traffic.fetched(bytes);
    }

    @Override
    public void waited(JobLine line, Duration time) {
        waits.of(line).observe(seconds(time));
    }

    @Override
    public void left(Stage stage, Duration time) {
        @Nullable DistributionDataPoint times = stages.get(stage);
        if (times != null) {
            times.observe(seconds(time));
        }
    }

    @Override
    public void made(Way way, long sourceBytes, long resultBytes, Duration time) {
        packing.made(way, sourceBytes, resultBytes, seconds(time));
    }

    @Override
    public void packed(Kind kind) {
        succeeded.of(kind).inc();
    }

    @Override
    public void failed(Kind kind, FailureReason reason) {
        failed.of(kind).of(reason).inc();
    }

    @Override
    public void moved(long bytes) {
        movedBytes.inc(bytes);
    }
}
