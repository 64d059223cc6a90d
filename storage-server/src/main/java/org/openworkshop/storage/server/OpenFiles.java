/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
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

    /** How many files this process may need to open, when the limit does not allow as many; empty when it does. */
    static OptionalLong missing(ServerConfig.Limits limits, OptionalLong limit) {
        long wanted = (long) limits.maxConnections() + ConnectionLimit.RESERVE + FOR_FILES;
        return limit.isEmpty() || limit.getAsLong() >= wanted ? OptionalLong.empty() : OptionalLong.of(wanted);
    }
}
