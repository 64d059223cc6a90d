/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.openworkshop.storage.access.AccessListener;
import org.openworkshop.storage.archive.NativeEngineListener;
import org.openworkshop.storage.callback.AttemptListener;
import org.openworkshop.storage.storage.MainDirectory;
import org.openworkshop.storage.storage.Mount;
import org.openworkshop.storage.transfer.TransferListener;

/** The server's figures for Prometheus: what features tell, and what is asked for when somebody looks. Thread-safe. */
public final class Metrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Instruments instruments = new Instruments(registry);
    private final Traffic traffic = new Traffic(instruments);
    private final JobMetrics jobs = new JobMetrics(instruments, traffic);
    private final EngineMetrics engine = new EngineMetrics(instruments);
    private final AccessMetrics access = new AccessMetrics(instruments);
    private final CallbackMetrics callbacks = new CallbackMetrics(instruments);
    private boolean countsMachine;

    public Metrics() {
        instruments
                .info("storage_build_info", "What runs; always 1.", "version", "java")
                .setLabelValues(version(), Runtime.version().toString());
    }

    private static String version() {
        return Optional.ofNullable(Metrics.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Counts what happens to jobs. */
    public TransferListener jobs() {
        return jobs;
    }

    /** Counts what happens to the native archive engine. */
    public NativeEngineListener nativeEngine() {
        return engine;
    }

    /** Counts what is decided about protected downloads. */
    public AccessListener access() {
        return access;
    }

    /** Counts attempts to tell Manager. */
    public AttemptListener callbacks() {
        return callbacks;
    }

    /** Adds a figure that is read when it is asked for. */
    public void gauge(String name, String help, DoubleSupplier value) {
        instruments.gauge(name, help, callback -> callback.call(value.getAsDouble()));
    }

    /**
     * Adds figures that are read when they are asked for, one for each value of a label.
     *
     * @param values by the label's value, which come from a closed list
     */
    public void gauges(String name, String help, String label, Supplier<Map<String, ? extends Number>> values) {
        instruments.gauge(
                name,
                help,
                callback -> values.get().forEach((value, figure) -> callback.call(figure.doubleValue(), value)),
                label);
    }

    /** Adds the figures of the disk. */
    public void disk(MainDirectory mainDirectory) {
        Mount mount = mainDirectory.mount();
        String[] labels = {Hostname.find(), mount.device(), mount.point()};
        disk("storage_free_space", "Bytes that may still be written.", labels, mainDirectory.space()::usableBytes);
        disk("storage_total_space", "Bytes of the file system.", labels, mainDirectory.space()::totalBytes);
    }

    private void disk(String name, String help, String[] labels, DiskFigure figure) {
        instruments.gauge(
                name,
                help,
                callback -> {
                    try {
                        callback.call((double) figure.read(), labels);
                    } catch (IOException e) {
                        // Prometheus' way to say that a figure is not known.
                        callback.call(Double.NaN, labels);
                    }
                },
                "hostname",
                "diskname",
                "mount_point");
    }

    private interface DiskFigure {
        long read() throws IOException;
    }

    /** Adds what the server's health checks found last; looking at it begins another look. */
    public void health(HealthWatch health) {
        gauges(
                "storage_health_check_ok",
                "1 when the check was in order at the last look, 0 when it failed.",
                "check",
                () -> health.latest().map(Health.Report::okByCheck).orElse(Map.of()));
    }

    Instruments instruments() {
        return instruments;
    }

    Traffic traffic() {
        return traffic;
    }

    /** All figures as they are now. Those of the Java machine begin with the first call: they are dear at start. */
    synchronized MetricSnapshots scrape() {
        if (!countsMachine) {
            countsMachine = true;
            JvmMetrics.builder().register(registry);
        }
        return registry.scrape();
    }
}
