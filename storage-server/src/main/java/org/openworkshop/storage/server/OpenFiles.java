/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;
import org.openworkshop.storage.config.ServerConfig;

/** How many files and connections the system lets this process open, compared with what the settings may need. */
final class OpenFiles {
    /** A download has a file open beside its connection; of those that wait, few do. */
    private static final int FOR_FILES = 2048;

    private OpenFiles() {}

    /** The most this process may open; empty where the system does not tell. */
    static OptionalLong limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /** What to tell the operator when so many connections do not fit in; empty when they do. */
    static Optional<String> complaint(ServerConfig.Limits limits, OptionalLong limit) {
        long wanted = (long) limits.maxConnections() + ConnectionLimit.RESERVE + FOR_FILES;
        return limit.isEmpty() || limit.getAsLong() >= wanted
                ? Optional.empty()
                : Optional.of(
                        "This process may open " + limit.getAsLong() + " files, but server.max_connections = "
                                + limits.maxConnections() + " may need " + wanted + ": raise the limit (LimitNOFILE="
                                + wanted
                                + " in a systemd unit, ulimit -n in a shell, --ulimit nofile in a container), or lower the setting");
    }
}
