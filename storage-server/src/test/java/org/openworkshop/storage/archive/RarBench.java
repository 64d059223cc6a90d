/* SPDX-License-Identifier: MPL-2.0 */
package org.openworkshop.storage.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast a RAR is packed. There is no program to compare with: 7-Zip as Debian has it reads no RAR. */
class RarBench {
    private static final int ROUNDS = 15;
    private static final double UNPACKED_BYTES = 20_131_111;

    @TempDir
    Path folder;

    @Test
    void megabytesPerSecond() throws Exception {
        Path rar = RarSamples.write(folder, RarSamples.bytes("rar4-many-blocks"));
        Path target = folder.resolve("packed.zip");
        double best = Double.MAX_VALUE;
        try (Archives archives = new Archives(Workbench.CONFIG, 0)) {
            for (int i = 0; i < ROUNDS; i++) {
                Files.deleteIfExists(target);
                long begin = System.nanoTime();
                archives.pack(new PackRequest(rar, "a.rar", target, 3), new PackListener() {});
                best = Math.min(best, (System.nanoTime() - begin) / 1e9);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "RAR 4 of %.1f MB, unpacking to %.1f MB: %.0f MB/s of unpacked data%n",
                Files.size(rar) / 1e6,
                UNPACKED_BYTES / 1e6,
                UNPACKED_BYTES / 1e6 / best);
    }
}
