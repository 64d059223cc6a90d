/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openworkshop.storage.storage.MainDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the server can do its work now: the main directory takes writes, the disk has room, the engines are there. */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final List<HealthCheck> checks;

    public Health(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** What the checks found: {@code ok}, or what is wrong, by name. */
    public record Report(boolean healthy, Map<String, String> checks) {}

    /** Runs all checks. */
    public Report report() {
        Map<String, String> found = new LinkedHashMap<>();
        boolean healthy = true;
        for (HealthCheck check : checks) {
            HealthCheck.State state = check.state();
            found.put(check.name(), state.text());
            healthy &= state.healthy();
        }
        return new Report(healthy, found);
    }

    /** Proves that the main directory takes writes. */
    public static HealthCheck writable(MainDirectory mainDirectory) {
        return check("main_dir", () -> {
            try {
                mainDirectory.probeWritable();
                return HealthCheck.State.OK;
            } catch (IOException e) {
                LOG.warn("The main directory takes no writes", e);
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
                LOG.warn("The disk does not tell its free space", e);
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
