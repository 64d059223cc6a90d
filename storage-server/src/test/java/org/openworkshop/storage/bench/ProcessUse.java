/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What running processes have used so far, as {@code /proc} tells it. Linux only. */
final class ProcessUse {
    /** Linux counts in hundredths of a second here, whatever its own clock is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^Rss:\\s+(\\d+) kB");

    private ProcessUse() {}

    /** User and system time of all of them together. */
    static double cpuSeconds(List<Long> pids) throws IOException {
        double ticks = 0;
        for (long pid : pids) {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // proc(5): the name before stands in parentheses and may hold anything; utime and stime are 12 and 13 after
            // it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** The most resident memory that each has had, added up. */
    static double peakMegabytes(List<Long> pids) throws IOException {
        double bytes = 0;
        for (long pid : pids) {
            Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            if (peak.find()) {
                bytes += Long.parseLong(peak.group(1)) * 1024.0;
            }
        }
        return bytes / 1e6;
    }

    /** The resident memory of one now. */
    static double residentMegabytes(long pid) throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
        if (!resident.find()) {
            throw new IOException("the kernel does not tell how much memory process " + pid + " has");
        }
        return Long.parseLong(resident.group(1)) * 1024 / 1e6;
    }
}
