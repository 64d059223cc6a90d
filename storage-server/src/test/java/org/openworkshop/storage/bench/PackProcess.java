/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.openworkshop.storage.archive.Archives;
import org.openworkshop.storage.archive.NativeEngineListener;
import org.openworkshop.storage.archive.PackListener;
import org.openworkshop.storage.archive.PackRequest;
import org.openworkshop.storage.config.ArchiveConfig;

/**
 * Packs one file again and again, as a running server does. Arguments: source, target, level, threads, how often; prints the
 * seconds that each time took, by the clock and of the processors.
 */
public final class PackProcess {
    private PackProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[1]);
        PackRequest request = new PackRequest(Path.of(arguments[0]), "source", target, Integer.parseInt(arguments[2]));
        ArchiveConfig config = BenchConfig.archive(Integer.parseInt(arguments[3]));
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        try (Archives archives = new Archives(config, 0, Duration.ofMinutes(1), new NativeEngineListener() {})) {
            for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
                Files.deleteIfExists(target);
                long begin = System.nanoTime();
                long cpu = system.getProcessCpuTime();
                archives.pack(request, new PackListener() {});
                System.out.println("seconds " + (System.nanoTime() - begin) / 1e9 + " "
                        + (system.getProcessCpuTime() - cpu) / 1e9);
            }
        }
    }
}
