/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.openworkshop.storage.access.AccessDecision;
import org.openworkshop.storage.access.AccessListener;
import org.openworkshop.storage.archive.NativeEngineListener;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.transfer.TransferListener;
import org.openworkshop.storage.transfer.TransferOrder;

/** The server's figures for Prometheus. Thread-safe. */
public final class Metrics implements TransferListener {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private boolean countsMachine;
    private final Counter started = Counter.builder()
            .name("storage_transfers_started_total")
            .help("Uploads and fetches that began.")
            .labelNames("kind")
            .register(registry);
    private final Counter finished = Counter.builder()
            .name("storage_transfers_finished_total")
            .help("Jobs that ended, by outcome and reason.")
            .labelNames("kind", "outcome", "reason")
            .register(registry);
    private final Counter receivedBytes = Counter.builder()
            .name("storage_received_bytes_total")
            .help("Bytes received by jobs that were packed.")
            .register(registry);
    private final Counter packedBytes = Counter.builder()
            .name("storage_packed_bytes_total")
            .help("Bytes of the results of jobs that were packed.")
            .register(registry);
    private final Counter movedBytes = Counter.builder()
            .name("storage_moved_bytes_total")
            .help("Bytes moved to their permanent place.")
            .register(registry);
    private final Counter engineStarts = Counter.builder()
            .name("storage_native_engine_starts_total")
            .help("Processes of the native archive engine that were started.")
            .register(registry);
    private final Counter engineFailures = Counter.builder()
            .name("storage_native_engine_failures_total")
            .help("Processes of the native archive engine that were lost: start, crash, memory, silence, protocol.")
            .labelNames("reason")
            .register(registry);
    private final Counter accessChecks = Counter.builder()
            .name("storage_access_checks_total")
            .help("Permissions for protected downloads, by outcome; unavailable is no word from the access service.")
            .labelNames("outcome")
            .register(registry);

    public Metrics() {
        for (NativeEngineListener.Failure reason : NativeEngineListener.Failure.values()) {
            engineFailures.initLabelValues(reason.word());
        }
    }

    /** Adds a figure that is read when it is asked for. */
    public void gauge(String name, String help, LongSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    /** Adds the figures of the disk. */
    public void disk(MainDirectory mainDirectory) {
        bytes("storage_free_space", "Bytes that may still be written.", mainDirectory.space()::usableBytes);
        bytes("storage_total_space", "Bytes of the file system.", mainDirectory.space()::totalBytes);
    }

    private void bytes(String name, String help, DiskFigure figure) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> {
                    try {
                        callback.call((double) figure.read());
                    } catch (IOException e) {
                        // Prometheus' way to say that a figure is not known.
                        callback.call(Double.NaN);
                    }
                })
                .register(registry);
    }

    private interface DiskFigure {
        long read() throws IOException;
    }

    /** Counts what happens to the native archive engine. */
    public NativeEngineListener nativeEngine() {
        return new NativeEngineListener() {
            @Override
            public void started() {
                engineStarts.inc();
            }

            @Override
            public void failed(Failure reason) {
                engineFailures.labelValues(reason.word()).inc();
            }
        };
    }

    /** Counts what is decided about protected downloads. */
    public AccessListener access() {
        return new AccessListener() {
            @Override
            public void checked(AccessDecision decision, Duration took) {
                String outcome = decision.status() >= 500 ? "unavailable" : "refused";
                accessChecks
                        .labelValues(decision.allowed() ? "allowed" : outcome)
                        .inc();
            }
        };
    }

    PrometheusRegistry registry() {
        return registry;
    }

    /** All figures as they are now. Those of the Java machine begin with the first call: they are dear at start. */
    synchronized MetricSnapshots scrape() {
        if (!countsMachine) {
            countsMachine = true;
            JvmMetrics.builder().register(registry);
        }
        return registry.scrape();
    }

    @Override
    public void started(TransferOrder.Kind kind) {
        started.labelValues(kind.wireName()).inc();
    }

    @Override
    public void packed(TransferOrder.Kind kind, long received, long packed) {
        finished.labelValues(kind.wireName(), "success", "").inc();
        receivedBytes.inc(received);
        packedBytes.inc(packed);
    }

    @Override
    public void failed(TransferOrder.Kind kind, String reason) {
        finished.labelValues(kind.wireName(), "error", reason).inc();
    }

    @Override
    public void moved(long bytes) {
        movedBytes.inc(bytes);
    }
}
