/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server can do its work now: the main directory takes writes, the disk has room, the engines are there, it does
 * not stop. Beside that a few figures, which never make it unhealthy. Thread-safe.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final List<HealthCheck> checks;
    private final List<Detail> details;
    private final BooleanSupplier stopping;
    private volatile @Nullable String underWay;

    /**
     * @param details figures for whoever looks closer, in the order they are shown
     * @param stopping whether the server has begun to stop
     */
    public Health(List<HealthCheck> checks, List<Detail> details, BooleanSupplier stopping) {
        this.checks = List.copyOf(checks);
        this.details = List.copyOf(details);
        this.stopping = stopping;
    }

    /**
     * A figure, or a word on how a part works.
     *
     * @param name the key in the health document
     * @param value a number or text; asked for every look at the server's health, by one thread at a time: must be quick
     */
    public record Detail(String name, Supplier<Object> value) {}

    /**
     * How the server is.
     *
     * @param status {@code ok}, {@code failing} or {@code stopping}; only the first is healthy
     * @param checks what the checks found: {@code ok}, or what is wrong, by name
     * @param details the figures, by name
     */
    public record Report(String status, Map<String, String> checks, Map<String, Object> details) {
        /** By check: 1 when nothing is known to be wrong, otherwise 0. */
        Map<String, Integer> okByCheck() {
            Set<String> fine = Set.of(HealthCheck.State.OK.text(), HealthCheck.State.LOADING.text());
            Map<String, Integer> ok = new LinkedHashMap<>();
            checks.forEach((check, text) -> ok.put(check, fine.contains(text) ? 1 : 0));
            return ok;
        }

        /** Whether the server can do its work. */
        public boolean healthy() {
            return status.equals("ok");
        }
    }

    /** Runs all checks; blocks for the disk. One call at a time, if {@link #underWay} is to be understood. */
    public Report report() {
        Map<String, String> found = new LinkedHashMap<>();
        boolean healthy = true;
        for (HealthCheck check : checks) {
            underWay = check.name();
            HealthCheck.State state = check.state();
            found.put(check.name(), state.text());
            healthy &= state.healthy();
        }
        underWay = null;
        Map<String, Object> figures = new LinkedHashMap<>();
        details.forEach(detail -> figures.put(detail.name(), detail.value().get()));
        return present(new Report(healthy ? "ok" : "failing", found, figures));
    }

    /** A report of before as it is to be told now: the server may have begun to stop since. Quick. */
    Report present(Report report) {
        return stopping.getAsBoolean() ? new Report("stopping", report.checks(), report.details()) : report;
    }

    /** The check that {@link #report} is at, null when at none. */
    @Nullable
    String underWay() {
        return underWay;
    }

    /** Proves that the main directory takes writes. */
    public static HealthCheck writable(MainDirectory mainDirectory) {
        return check("main_dir", () -> {
            try {
                mainDirectory.probeWritable();
                return HealthCheck.State.OK;
            } catch (IOException e) {
                LOG.warn("The main directory takes no writes reason={}", e.toString());
                return HealthCheck.State.failing("not writable");
            }
        });
    }

    /** Proves that the disk has room. */
    public static HealthCheck freeSpace(MainDirectory mainDirectory, long minFreeBytes) {
        return check("disk", () -> {
            try {
                long usable = mainDirectory.space().usableBytes();
                return usable >= minFreeBytes
                        ? HealthCheck.State.OK
                        : HealthCheck.State.failing(usable + " bytes free, " + minFreeBytes + " wanted");
            } catch (IOException e) {
                LOG.warn("The disk does not tell its free space reason={}", e.toString());
                return HealthCheck.State.failing("free space unknown");
            }
        });
    }

    private static HealthCheck check(String name, Supplier<HealthCheck.State> state) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public State state() {
                return state.get();
            }
        };
    }
}
