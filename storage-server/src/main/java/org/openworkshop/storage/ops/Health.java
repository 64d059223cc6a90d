/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.ops;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openworkshop.storage.storage.MainDirectory;

/** Whether the server can do its work now: the main directory takes writes, the disk has room, the engines are there. */
public final class Health {
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
            Optional<String> problem = check.problem();
            found.put(check.name(), problem.orElse("ok"));
            healthy &= problem.isEmpty();
        }
        return new Report(healthy, found);
    }

    /** Proves that the main directory takes writes. */
    public static HealthCheck writable(MainDirectory mainDirectory) {
        return check("main_dir", () -> {
            try {
                mainDirectory.probeWritable();
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of("not writable");
            }
        });
    }

    /** Proves that the disk has room. */
    public static HealthCheck freeSpace(MainDirectory mainDirectory, long minFreeBytes) {
        return check("disk", () -> {
            try {
                long usable = mainDirectory.usableBytes();
                return usable >= minFreeBytes
                        ? Optional.empty()
                        : Optional.of(usable + " bytes free, " + minFreeBytes + " wanted");
            } catch (IOException e) {
                return Optional.of("free space unknown");
            }
        });
    }

    /** A check from its parts. */
    public static HealthCheck check(String name, java.util.function.Supplier<Optional<String>> problem) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> problem() {
                return problem.get();
            }
        };
    }
}
