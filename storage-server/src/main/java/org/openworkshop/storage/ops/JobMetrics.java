/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
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

    JobMetrics(Instruments instruments, Traffic traffic) {
        this.traffic = traffic;
        this.packing = new PackMetrics(instruments);
        Counter begun =
                instruments.counter("storage_transfers_started_total", "Uploads and fetches that began.", "kind");
        Counter finished = instruments.counter(
                "storage_transfers_finished_total",
                "Attempts at jobs that ended, by outcome and reason.",
                "kind",
                "outcome",
                "reason");
        Histogram stageTimes = instruments.histogram(
                "storage_job_stage_seconds",
                "How long jobs were in a stage, until they went on or failed.",
                Buckets.work(),
                "stage");
        Histogram waitTimes = instruments.histogram(
                "storage_queue_wait_seconds",
                "How long jobs waited in a queue, until their turn came or they gave up.",
                Buckets.work(),
                "queue");
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
        movedBytes = instruments.counter("storage_moved_bytes_total", "Bytes moved to their permanent place.");
    }

    private static boolean isWork(Stage stage) {
        return switch (stage) {
            case PENDING, PACKED, ERROR -> false;
            case UPLOADING, UPLOADED, DOWNLOADING, DOWNLOADED, EXTRACTING, REPACKING, PROCESSING -> true;
        };
    }

    private static double seconds(Duration time) {
        return Unit.nanosToSeconds(time.toNanos());
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
